package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.at;
import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.keyed;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.text;
import static io.robustmq.broker.storage.kit.Records.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.Written;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Finding records by time and by key. */
public interface TimeAndKeyTests extends OnBench {

    @Test
    default void findsTheFirstRecordThatIsNoOlder() {
        long first = write(shard(), at(1_000, "1"), at(2_000, "2"), at(2_000, "3"), at(3_000, "4"))
                .firstOffset();

        assertThat(Answers.of(shard().offsetAt(Long.MIN_VALUE))).hasValue(first);
        assertThat(Answers.of(shard().offsetAt(1_000))).hasValue(first);
        assertThat(Answers.of(shard().offsetAt(1_001))).hasValue(first + 1);
        assertThat(Answers.of(shard().offsetAt(2_000))).hasValue(first + 1);
        assertThat(Answers.of(shard().offsetAt(3_000))).hasValue(first + 3);
        assertThat(Answers.of(shard().offsetAt(3_001))).isEmpty();
    }

    @Test
    default void anEmptyLogHasNoTimes() {
        assertThat(Answers.of(shard().offsetAt(0))).isEqualTo(OptionalLong.empty());
    }

    @Test
    default void clocksMayGoBack() {
        long first = write(shard(), at(1_000, "1"), at(9_000, "2"), at(2_000, "3"), at(-7, "4"))
                .firstOffset();
        long last = write(shard(), at(10_000, "5")).firstOffset();

        assertThat(Answers.of(shard().offsetAt(1_500))).hasValue(first + 1);
        assertThat(Answers.of(shard().offsetAt(9_000))).hasValue(first + 1);
        assertThat(Answers.of(shard().offsetAt(9_001))).hasValue(last);
        assertThat(Answers.of(shard().offsetAt(-8))).hasValue(first);
    }

    @Test
    default void timesAreFoundAmongManyRecords() {
        long[] offsets = new long[3_000];
        for (int batch = 0; batch < 30; batch++) {
            LogRecord[] records = new LogRecord[100];
            for (int i = 0; i < 100; i++) {
                int n = batch * 100 + i;
                records[i] = at(n * 10L, "" + n);
            }
            Written written = write(shard(), records);
            for (int i = 0; i < 100; i++) {
                offsets[batch * 100 + i] = written.firstOffset() + i;
            }
        }

        for (int n = 1; n < offsets.length; n += 97) {
            assertThat(Answers.of(shard().offsetAt(n * 10L))).hasValue(offsets[n]);
            assertThat(Answers.of(shard().offsetAt(n * 10L - 9))).hasValue(offsets[n]);
        }
    }

    @Test
    default void findsTheNewestRecordWithAKey() {
        write(shard(), keyed("a", "1"), keyed("b", "2"), keyed("a", "3"), record("a", "no key"));
        long last = write(shard(), keyed("a", "4"), keyed("c", "5")).firstOffset();

        StoredRecord found = Answers.of(shard().last(bytes("a")));
        assertThat(found).isNotNull();
        assertThat(found.offset()).isEqualTo(last);
        assertThat(text(found.record().value())).isEqualTo("4");
        assertThat(text(Answers.of(shard().last(bytes("b"))).record().value())).isEqualTo("2");
        assertThat(Answers.of(shard().last(bytes("d")))).isNull();
    }

    @Test
    default void keysThatLookAlikeAreKeptApart() {
        List<byte[]> alike = List.of(
                new byte[0], new byte[] {0}, new byte[] {0, 0}, new byte[] {(byte) 0xFF}, bytes("a"), bytes("a\0"));
        for (int i = 0; i < alike.size(); i++) {
            write(shard(), new LogRecord(0, bytes("t"), alike.get(i), List.of(), bytes("" + i)));
        }

        for (int i = 0; i < alike.size(); i++) {
            assertThat(text(Answers.of(shard().last(alike.get(i))).record().value()))
                    .isEqualTo("" + i);
        }
    }
}
