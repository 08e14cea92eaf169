package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many who write and read at once. */
public interface CrowdTests extends OnBench {

    @Test
    default void manyWritersAllFindTheirRecordsInTheirOrder() throws InterruptedException {
        Storage storage = bench().open(2);
        int writers = 8;
        int writes = 100;
        Map<String, Long> offsets = new ConcurrentHashMap<>();
        List<Reader> readers = List.of(Reader.greedy(), Reader.greedy());
        storage.shard(0).tail(0).subscribe(readers.get(0));
        storage.shard(1).tail(0).subscribe(readers.get(1));

        Crowd.of(writers, who -> {
            List<CompletionStage<Written>> stages = new ArrayList<>();
            for (int i = 0; i < writes; i++) {
                stages.add(storage.shard(i % 2)
                        .write(WriteBatch.of(
                                record("w" + who, who + "." + i + ".0"), record("w" + who, who + "." + i + ".1"))));
            }
            for (int i = 0; i < writes; i++) {
                Written written = Answers.of(stages.get(i));
                offsets.put(who + "." + i + ".0", written.firstOffset());
                offsets.put(who + "." + i + ".1", written.firstOffset() + 1);
            }
        });

        for (int s = 0; s < 2; s++) {
            Shard shard = storage.shard(s);
            int parity = s;
            List<StoredRecord> all = Records.readAll(shard);
            assertThat(all).hasSize(writers * writes);
            assertThat(all).allSatisfy(stored -> assertThat(stored.offset())
                    .isEqualTo(offsets.get(text(stored.record().value()))));
            for (int who = 0; who < writers; who++) {
                int writer = who;
                List<String> expected = IntStream.range(0, writes)
                        .filter(i -> i % 2 == parity)
                        .boxed()
                        .flatMap(i -> List.of(writer + "." + i + ".0", writer + "." + i + ".1").stream())
                        .toList();
                assertThat(Records.payloads(Records.readAll(shard, 0, Topics.exactly("w" + who), 37)))
                        .isEqualTo(expected);
            }
            readers.get(s).awaitRecords(all.size());
            assertThat(readers.get(s).records().stream().map(Records::full))
                    .containsExactlyElementsOf(all.stream().map(Records::full).toList());
        }
    }

    @Test
    default void readersAreNotConfusedByWriters() throws InterruptedException {
        Shard shard = shard();
        Crowd.of(4, who -> {
            if (who == 0) {
                for (int i = 0; i < 100; i++) {
                    Answers.of(shard.write(new WriteBatch(
                            List.of(record("a", "" + 2 * i), record("b", "" + (2 * i + 1))),
                            List.of(State.put("n", "" + i)))));
                }
            } else {
                int seen = 0;
                while (seen < 200) {
                    List<Integer> numbers = Records.payloads(Records.readAll(shard)).stream()
                            .map(Integer::valueOf)
                            .toList();
                    assertThat(numbers.size() % 2).as("half a batch").isZero();
                    assertThat(numbers)
                            .isEqualTo(
                                    IntStream.range(0, numbers.size()).boxed().toList());
                    assertThat(numbers.size()).isGreaterThanOrEqualTo(seen);
                    seen = numbers.size();
                }
            }
        });
    }
}
