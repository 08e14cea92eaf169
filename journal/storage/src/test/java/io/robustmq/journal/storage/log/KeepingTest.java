package io.robustmq.journal.storage.log;

import static io.robustmq.journal.storage.simulation.LogUnderTest.keyed;
import static io.robustmq.journal.storage.simulation.LogUnderTest.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.RemoteSegment;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.file.SegmentSource;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.simulation.LogUnderTest;
import io.robustmq.journal.storage.simulation.SimulatedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rolling, dropping, compacting and moving segments. */
class KeepingTest {

    /** Segments of ten records each, and an empty one. */
    private static LogUnderTest segments(int count) {
        LogUnderTest log = LogUnderTest.open();
        for (int i = 0; i < count; i++) {
            log.appendEach(10);
            log.roll();
        }
        return log;
    }

    @Test
    void rollsBySizeAndByAge() {
        LogUnderTest log = LogUnderTest.openWith(s -> s.segmentMillis = 60_000);
        log.append(record("t", "x".repeat(40_000)));
        log.append(record("t", "x".repeat(40_000)));
        assertThat(log.log.segments()).hasSize(2);
        log.now += 59_999;
        log.append(record("t", "x"));
        assertThat(log.log.segments()).hasSize(2);
        log.now += 1;
        log.append(record("t", "x"));
        assertThat(log.log.segments()).hasSize(3);
        assertThat(log.log.segments().getFirst().state()).isEqualTo(SegmentInfo.State.SEALED);
        assertThat(log.log.segments().getLast().baseOffset()).isEqualTo(3);
    }

    @Test
    void trimsWholeSegmentsOnly() {
        LogUnderTest log = segments(4);
        assertThat(log.log.trim(9)).isZero();
        assertThat(log.log.trim(25)).isEqualTo(20);
        assertThat(log.values()).hasSize(20);
        assertThat(log.log.trim(1_000)).as("never the one that is written").isEqualTo(40);
        assertThat(log.log.nextOffset()).isEqualTo(40);
        LogUnderTest again = LogUnderTest.open(log.disk.afterKill());
        assertThat(again.log.startOffset()).isEqualTo(40);
        assertThat(again.append(record("t", "x")).firstOffset()).isEqualTo(40);
    }

    @Test
    void dropsTheOldestWhileTheLogTakesTooMuch() {
        LogUnderTest log = segments(4);
        long size = log.log.sizeBytes();
        log.log.retain(new Retention(Retention.UNLIMITED, size), log.now);
        assertThat(log.log.startOffset()).isZero();
        log.log.retain(new Retention(Retention.UNLIMITED, size - 1), log.now);
        assertThat(log.log.startOffset()).isEqualTo(10);
        log.log.retain(new Retention(Retention.UNLIMITED, 1), log.now);
        assertThat(log.log.startOffset()).isEqualTo(40);
    }

    @Test
    void dropsWhatIsTooOldAndRollsANewestSegmentThatIs() {
        LogUnderTest log = LogUnderTest.open();
        log.append(LogRecord.message(100, new byte[1], null, List.of(), new byte[0]));
        log.roll();
        log.append(LogRecord.message(200, new byte[1], null, List.of(), new byte[0]));
        assertThat(log.log.retain(new Retention(50, Retention.UNLIMITED), 150)).isZero();
        assertThat(log.log.retain(new Retention(50, Retention.UNLIMITED), 151)).isEqualTo(1);
        assertThat(log.log.retain(new Retention(50, Retention.UNLIMITED), 251)).isEqualTo(1);
        log.turn();
        assertThat(log.log.retain(new Retention(50, Retention.UNLIMITED), 251)).isEqualTo(2);
    }

    @Test
    void aReaderOfADroppedSegmentGoesOnAtTheNewStart() {
        LogUnderTest log = segments(3);
        RecordPage page = log.log.read(ReadQuery.messages(0, TopicSelection.ALL, 5, 10_000));
        log.log.trim(20);
        page = log.log.read(ReadQuery.messages(page.nextOffset(), TopicSelection.ALL, 5, 10_000));
        assertThat(page.records().getFirst().offset()).isEqualTo(20);
    }

    @Test
    void compactsToTheLastRecordOfEachKeyAndKeepsOffsets() {
        LogUnderTest log = LogUnderTest.open();
        log.append(keyed("a", "a0"), keyed("b", "b1"), record("t", "no key"));
        log.append(keyed("a", "a3"));
        log.roll();
        log.append(keyed("b", "b4"), keyed("c", "c5"));
        log.roll();
        log.append(keyed("c", "c6"));
        assertThat(log.log.compact(log.now)).isEqualTo(1);
        assertThat(log.values()).containsExactly("no key", "a3", "b4", "c5", "c6");
        assertThat(log.read(TopicSelection.ALL))
                .extracting(stored -> stored.offset())
                .containsExactly(2L, 3L, 4L, 5L, 6L);
        assertThat(log.log.compact(log.now)).as("nothing is left to do").isZero();
        assertThat(log.log.last(LogRecord.MESSAGE, "b".getBytes(UTF_8)).offset())
                .isEqualTo(4);

        LogUnderTest again = LogUnderTest.open(log.disk.afterKill());
        assertThat(again.values()).containsExactly("no key", "a3", "b4", "c5", "c6");
        assertThat(again.log.segments().getFirst().compacted()).isTrue();
    }

    @Test
    void aSegmentMayBecomeEmpty() {
        LogUnderTest log = LogUnderTest.open();
        log.append(keyed("a", "a0"));
        log.roll();
        log.append(keyed("a", "a1"));
        log.roll();
        assertThat(log.log.compact(log.now)).isEqualTo(1);
        assertThat(log.values()).containsExactly("a1");
        LogUnderTest again = LogUnderTest.open(log.disk.afterKill());
        assertThat(again.values()).containsExactly("a1");
        assertThat(again.log.startOffset()).isZero();
    }

    /** Another place for segments: a map. */
    private static final class MapStore implements RemoteStore {
        final Map<String, byte[]> segments = new HashMap<>();
        final AtomicInteger reads = new AtomicInteger();
        boolean away;

        @Override
        public SegmentSource open(RemoteSegment segment) {
            String name = new String(segment.locator(), UTF_8);
            return new SegmentSource() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public int read(ByteBuffer to, long position) throws IOException {
                    reads.incrementAndGet();
                    byte[] bytes = segments.get(name);
                    if (bytes == null) {
                        throw new IOException("No such object: " + name);
                    }
                    int count = (int) Math.max(0, Math.min(to.remaining(), bytes.length - position));
                    to.put(bytes, (int) position, count);
                    return count;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void delete(RemoteSegment segment) throws IOException {
            if (away) {
                throw new IOException("No answer");
            }
            segments.remove(new String(segment.locator(), UTF_8));
        }

        void copy(LogUnderTest log, long baseOffset, String name) throws IOException {
            try (HeldSegment held = log.log.hold(baseOffset)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) held.info().sizeBytes());
                held.read(bytes, 0);
                segments.put(name, bytes.array());
            }
        }
    }

    private static LogUnderTest segments(MapStore store, int count) {
        LogUnderTest log = LogUnderTest.open(new SimulatedFolder(), store);
        for (int i = 0; i < count; i++) {
            log.appendEach(10);
            log.roll();
        }
        return log;
    }

    @Test
    void readsSegmentsThatLieElsewhere() throws IOException {
        MapStore store = new MapStore();
        LogUnderTest log = segments(store, 3);
        List<String> all = log.values();
        List<String> some = log.values(TopicSelection.exactly("t/3".getBytes(UTF_8)));
        store.copy(log, 0, "first");
        store.copy(log, 10, "second");
        assertThat(log.log.moved(0, "first".getBytes(UTF_8))).isTrue();
        assertThat(log.log.moved(10, "second".getBytes(UTF_8))).isTrue();
        assertThat(log.disk.list()).noneMatch(name -> name.equals("00000000000000000000.log"));
        assertThat(log.values()).isEqualTo(all);
        assertThat(log.log.segments().getFirst().state()).isEqualTo(SegmentInfo.State.REMOTE);

        int before = store.reads.get();
        LogUnderTest again = LogUnderTest.open(log.disk.afterKill(), store);
        assertThat(store.reads).as("opening reads nothing from afar").hasValue(before);
        assertThat(again.values()).isEqualTo(all);
        assertThat(again.values(TopicSelection.exactly("t/3".getBytes(UTF_8))))
                .isEqualTo(some)
                .hasSize(3);
        again.log.trim(15);
        assertThat(store.segments).containsOnlyKeys("second");
        assertThat(again.values()).hasSize(20);
    }

    @Test
    void aSegmentThatCannotBeDeletedIsDeletedBeforeTheNextOnesAreDropped() throws IOException {
        MapStore store = new MapStore();
        LogUnderTest log = segments(store, 4);
        store.copy(log, 0, "first");
        store.copy(log, 10, "second");
        log.log.moved(0, "first".getBytes(UTF_8));
        log.log.moved(10, "second".getBytes(UTF_8));
        store.away = true;
        assertThatThrownBy(() -> log.log.trim(10)).isInstanceOf(LogException.class);
        assertThatThrownBy(() -> log.log.trim(30)).isInstanceOf(LogException.class);
        assertThat(log.values()).as("here all go on at the new start").hasSize(30);
        assertThat(LogUnderTest.open(log.disk.afterKill(), store).values())
                .as("a log without a hole")
                .hasSize(40);
        store.away = false;
        assertThat(log.log.trim(30)).isEqualTo(30);
        assertThat(store.segments).isEmpty();
        assertThat(LogUnderTest.open(log.disk.afterKill(), store).values()).hasSize(10);
    }

    @Test
    void doesNotLetGoOfASegmentWhoseCopyIsNotTheSame() throws IOException {
        MapStore store = new MapStore();
        LogUnderTest log = segments(store, 3);
        store.copy(log, 10, "second");
        assertThatThrownBy(() -> log.log.moved(0, "second".getBytes(UTF_8))).isInstanceOf(LogException.class);
        assertThatThrownBy(() -> log.log.moved(0, "nowhere".getBytes(UTF_8))).isInstanceOf(LogException.class);
        assertThatThrownBy(() -> log.log.moved(10, "second".getBytes(UTF_8)))
                .as("the older one is here")
                .isInstanceOf(LogException.class);
        assertThat(log.values()).hasSize(30);
        assertThat(log.log.segments()).noneMatch(segment -> segment.state() == SegmentInfo.State.REMOTE);
    }

    @Test
    void tellsWhoWaitsForTheEnd() {
        LogUnderTest log = LogUnderTest.open();
        AtomicInteger told = new AtomicInteger();
        log.log.whenBeyond(0, told::incrementAndGet);
        log.log.whenBeyond(1, () -> told.addAndGet(10));
        assertThat(told).hasValue(0);
        log.append(record("t", "one"));
        assertThat(told).hasValue(1);
        log.log.whenBeyond(0, () -> told.addAndGet(100));
        assertThat(told).hasValue(101);
        log.close();
        assertThat(told).as("closing tells all").hasValue(111);
    }

    @Test
    void readsByKind() {
        LogUnderTest log = LogUnderTest.open();
        LogRecord change = new LogRecord((byte) 7, 1, new byte[0], null, List.of(), new byte[] {1});
        log.append(record("t", "one"), change, record("t", "two"), change);
        assertThat(log.values()).containsExactly("one", "two");
        RecordPage changes = log.log.read(new ReadQuery(0, TopicSelection.ALL, ReadQuery.kind((byte) 7), 10, 10_000));
        assertThat(changes.records()).extracting(stored -> stored.offset()).containsExactly(1L, 3L);
        RecordPage all = log.log.read(new ReadQuery(0, TopicSelection.ALL, ReadQuery.ALL_KINDS, 10, 10_000));
        assertThat(all.records()).hasSize(4);
    }
}
