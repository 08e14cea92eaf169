package io.robustmq.broker.storage.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveTest {
    private static final long NOBODY = Long.MAX_VALUE;

    private final Live live = new Live(1 << 20, 10);

    private static List<StoredRecord> records(long... offsets) {
        return LongStream.of(offsets)
                .mapToObj(offset ->
                        new StoredRecord(offset, new LogRecord(0, "t".getBytes(UTF_8), null, List.of(), new byte[100])))
                .toList();
    }

    private static List<Long> offsets(@Nullable RecordPage page) {
        return Objects.requireNonNull(page).records().stream()
                .map(StoredRecord::offset)
                .toList();
    }

    @Test
    void givesWhatCameFromAnOffsetOn() {
        live.add(records(10, 12), 13, 10);
        live.add(records(14), 20, 10);
        assertThat(offsets(live.from(10))).containsExactly(10L, 12L, 14L);
        assertThat(offsets(live.from(11))).containsExactly(12L, 14L);
        assertThat(offsets(live.from(13))).containsExactly(14L);
        RecordPage rest = Objects.requireNonNull(live.from(15));
        assertThat(rest.records()).isEmpty();
        assertThat(rest.nextOffset()).isEqualTo(20);
        assertThat(live.from(20)).as("nothing came from there on").isNull();
        assertThat(live.from(9)).as("what came before is not here").isNull();
    }

    @Test
    void whatIsSentAgainIsThereOnce() {
        live.add(records(10, 11), 12, 10);
        live.add(records(11, 12), 13, 10);
        live.add(records(10), 11, 10);
        assertThat(offsets(live.from(10))).containsExactly(10L, 11L, 12L);
    }

    @Test
    void forgetsWhatAllWhoFollowHaveTaken() {
        live.add(records(10), 11, 10);
        live.add(records(11), 12, 11);
        assertThat(live.from(10)).isNull();
        assertThat(offsets(live.from(11))).containsExactly(11L);
    }

    @Test
    void keepsNothingWhileNobodyFollows() {
        live.add(records(10), 11, NOBODY);
        assertThat(live.from(10)).isNull();
        assertThat(live.end()).isEqualTo(11);
    }

    @Test
    void keepsNoMoreThanItMay() {
        Live small = new Live(2_000, 10);
        for (long offset = 10; offset < 100; offset++) {
            small.add(records(offset), offset + 1, 10);
        }
        assertThat(small.from(10)).isNull();
        assertThat(offsets(small.from(98))).containsExactly(98L, 99L);
        assertThat(small.from(80)).as("objects count as well as bytes").isNull();
    }

    @Test
    void pagesAreBounded() {
        live.add(records(LongStream.range(10, 1_500).toArray()), 1_500, 10);
        RecordPage page = Objects.requireNonNull(live.from(10));
        assertThat(page.records()).hasSize(1_000);
        assertThat(page.nextOffset()).isEqualTo(1_010);
        assertThat(page.atEnd()).isFalse();
        assertThat(offsets(live.from(1_010))).hasSize(490);
    }
}
