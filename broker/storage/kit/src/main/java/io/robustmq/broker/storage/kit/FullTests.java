package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** More than the storage takes. */
public interface FullTests extends OnBench {

    @Test
    default void aFullStorageSaysSoDoesNothingAndRecovers() {
        Shard shard = bench().openNarrow().shard(0);
        String load = "x".repeat(20_000);
        List<CompletionStage<Written>> accepted = new ArrayList<>();
        int refused = 0;
        for (int i = 0; refused < 20; i++) {
            if (i > 20_000) {
                throw new AssertionError("never full");
            }
            CompletionStage<Written> stage = shard.write(WriteBatch.of(record("t", i + load)));
            if (stage.toCompletableFuture().isCompletedExceptionally()) {
                assertThat(Answers.refusal(stage).kind()).isEqualTo(StorageException.Kind.FULL);
                refused++;
            } else {
                accepted.add(stage);
            }
        }
        List<Long> offsets =
                accepted.stream().map(stage -> Answers.of(stage).firstOffset()).toList();
        assertThat(Records.readAll(shard).stream().map(stored -> stored.offset()))
                .containsExactlyElementsOf(offsets);

        Answers.of(shard.trim(shard.nextOffset()));
        Answers.until("there is room again", () -> {
            try {
                Answers.of(shard.write(WriteBatch.of(record("t", "at last"))));
                return true;
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.FULL);
                return false;
            }
        });
        assertThat(Records.payloads(Records.readAll(shard))).endsWith("at last");
    }
}
