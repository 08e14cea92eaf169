package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.text;
import static io.robustmq.broker.storage.kit.Records.write;
import static io.robustmq.broker.storage.kit.Records.writeMany;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.Written;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reading a log from an offset on. */
public interface ReadingTests extends OnBench {

    @Test
    default void pagesHaveSoManyRecordsAndLeaveNothingOut() {
        writeMany(shard(), "a", 0, 100);
        List<String> all = IntStream.range(0, 100).mapToObj(i -> "a:" + i).toList();

        for (int size : List.of(1, 7, 100, 1_000)) {
            assertThat(payloads(readAll(shard(), 0, TopicSelection.ALL, size))).isEqualTo(all);
        }
    }

    @Test
    default void readingBeginsInTheMiddle() {
        writeMany(shard(), "a", 0, 20);
        List<StoredRecord> all = readAll(shard());

        assertThat(payloads(readAll(shard(), all.get(13).offset(), TopicSelection.ALL, 3)))
                .containsExactly("a:13", "a:14", "a:15", "a:16", "a:17", "a:18", "a:19");
    }

    @Test
    default void pagesHaveSoManyBytesButAtLeastOneRecord() {
        for (int i = 0; i < 6; i++) {
            write(shard(), record("a", new byte[10_000]));
        }
        RecordPage two = Answers.of(shard().read(new ReadRequest(0, TopicSelection.ALL, 100, 25_000)));
        RecordPage one = Answers.of(shard().read(new ReadRequest(0, TopicSelection.ALL, 100, 1)));

        assertThat(two.records()).hasSizeBetween(1, 3);
        assertThat(one.records()).hasSize(1);
        assertThat(one.atEnd()).isFalse();
        assertThat(one.nextOffset()).isGreaterThan(one.records().getFirst().offset());
    }

    @Test
    default void thereIsNothingAtTheEnd() {
        Written written = write(shard(), record("a", "1"));
        for (long from : new long[] {written.nextOffset(), shard().nextOffset(), shard().nextOffset() + 1_000}) {
            RecordPage page = Answers.of(shard().read(new ReadRequest(from, TopicSelection.ALL, 10, 1_000)));

            assertThat(page.records()).isEmpty();
            assertThat(page.atEnd()).isTrue();
            assertThat(page.nextOffset()).as("nothing is read twice").isGreaterThanOrEqualTo(written.nextOffset());
        }
    }

    @Test
    default void onceAtTheEndOneGoesOnWithWhatIsNew() {
        write(shard(), record("a", "1"));
        RecordPage first = Answers.of(shard().read(new ReadRequest(0, TopicSelection.ALL, 10, 1_000)));
        assertThat(first.atEnd()).isTrue();
        write(shard(), record("a", "2"));
        RecordPage second =
                Answers.of(shard().read(new ReadRequest(first.nextOffset(), TopicSelection.ALL, 10, 1_000)));

        assertThat(payloads(second.records())).containsExactly("2");
    }

    @Test
    default void aCompletedWriteIsSeenAtOnce() {
        for (int i = 0; i < 50; i++) {
            Written written = write(shard(), record("a", "v" + i));
            RecordPage page =
                    Answers.of(shard().read(new ReadRequest(written.firstOffset(), TopicSelection.ALL, 1, 1_000)));
            assertThat(text(page.records().getFirst().record().value())).isEqualTo("v" + i);
        }
    }
}
