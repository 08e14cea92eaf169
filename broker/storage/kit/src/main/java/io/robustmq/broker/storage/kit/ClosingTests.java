package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The end of a storage. */
public interface ClosingTests extends OnBench {

    @Test
    default void whatWasAcceptedIsCompleted() {
        Shard shard = shard();
        List<CompletionStage<Written>> stages = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            stages.add(shard.write(WriteBatch.of(record("t", "" + i))));
        }
        bench().close();

        assertThat(stages)
                .allSatisfy(stage -> assertThat(stage.toCompletableFuture()).isDone());
        stages.forEach(Answers::of);
    }

    @Test
    default void aClosedStorageAnswersThatItIs() {
        Storage storage = bench().storage();
        Shard shard = shard();
        write(shard, record("t", "1"));
        storage.close();
        storage.close();

        List<CompletionStage<?>> stages = List.of(
                shard.write(WriteBatch.of(record("t", "2"))),
                shard.read(new ReadRequest(0, TopicSelection.ALL, 1, 1)),
                shard.offsetAt(0),
                shard.last(bytes("k")),
                shard.trim(1),
                shard.get(bytes("k")),
                shard.page(new PageRequest(new byte[0], new byte[0], 1, 1)));
        assertThat(stages)
                .allSatisfy(stage -> assertThat(Answers.refusal(stage).kind()).isEqualTo(Kind.CLOSED));
        shard.limit(RetentionLimits.NONE);
        assertThat(shard.startOffset()).isGreaterThanOrEqualTo(0);
        assertThat(shard.nextOffset()).isGreaterThanOrEqualTo(shard.startOffset());
        assertThat(shard.sizeBytes()).isGreaterThanOrEqualTo(0);
        assertThat(storage.trouble()).isNotNull();
    }

    @Test
    default void closingAmidWorkLeavesNobodyWaiting() throws InterruptedException {
        Storage storage = bench().open(2);
        Crowd.of(5, who -> {
            Shard shard = storage.shard(who % 2);
            if (who == 4) {
                Answers.until("some work is done", () -> shard.nextOffset() > 20);
                storage.close();
                return;
            }
            while (true) {
                try {
                    Answers.of(shard.write(WriteBatch.of(record("t", "x".repeat(500)))));
                    Answers.of(shard.read(new ReadRequest(0, TopicSelection.ALL, 100, 100_000)));
                    Answers.of(shard.page(new PageRequest(new byte[0], new byte[0], 10, 1_000)));
                } catch (StorageException e) {
                    assertThat(e.kind()).as(String.valueOf(e)).isEqualTo(Kind.CLOSED);
                    return;
                }
            }
        });
    }
}
