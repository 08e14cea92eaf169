package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.State.put;
import static io.robustmq.broker.storage.kit.State.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order in which writes take effect and complete. */
public interface OrderTests extends OnBench {

    @Test
    default void stagesCompleteInTheOrderOfTheCalls() {
        Shard shard = shard();
        int writes = 1_000;
        List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
        List<CompletionStage<Written>> stages = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            int n = i;
            // Every seventh cannot be done: its refusal stands in the same order.
            StateChange change = i % 7 == 3 ? require("never", "there") : put("k" + i % 10, "" + i);
            CompletionStage<Written> stage = shard.write(new WriteBatch(List.of(record("t", "" + i)), List.of(change)));
            stage.whenComplete((done, failure) -> completed.add(n));
            stages.add(stage);
        }
        // Before any is asked for its value: who does that tells those who wait for it, at the same time as the
        // storage.
        Answers.until("all are heard of", () -> completed.size() == writes);
        assertThat(completed).isEqualTo(IntStream.range(0, writes).boxed().toList());
        long last = -1;
        for (int i = 0; i < writes; i++) {
            if (i % 7 == 3) {
                assertThat(Answers.refusal(stages.get(i)).kind()).isEqualTo(StorageException.Kind.CONFLICT);
            } else {
                Written written = Answers.of(stages.get(i));
                assertThat(written.firstOffset()).isGreaterThan(last);
                last = written.firstOffset();
            }
        }
    }

    @Test
    default void whoHearsOfAWriteMayWriteAgain() {
        Shard shard = shard();
        CompletionStage<Written> chain = shard.write(WriteBatch.of(record("t", "0")));
        for (int i = 1; i < 20; i++) {
            LogRecord next = record("t", "" + i);
            chain = chain.thenCompose(written -> shard.write(WriteBatch.of(next)));
        }
        Answers.of(chain);

        assertThat(Records.payloads(Records.readAll(shard)))
                .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "" + i).toList());
    }
}
