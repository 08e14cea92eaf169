package io.robustmq.journal.storage.log;

import static io.robustmq.journal.storage.simulation.LogUnderTest.record;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.segment.Cut;
import io.robustmq.journal.storage.simulation.LogUnderTest;
import io.robustmq.journal.storage.simulation.SimulatedFolder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files that were cut or changed behind the log's back. */
class DamageTest {
    private static final String FIRST = "00000000000000000000.log";

    /** Ten batches in one segment, which was not closed. */
    private static LogUnderTest tenBatches() {
        LogUnderTest log = LogUnderTest.open();
        for (int i = 0; i < 10; i++) {
            log.append(record("t/" + i % 3, "value " + i));
        }
        return log;
    }

    @Test
    void cutsATornTailAtEveryLengthAndGoesOn() {
        byte[] whole = tenBatches().disk.content(FIRST);
        int shorter = 0;
        for (int size = whole.length; size >= 0; size--) {
            SimulatedFolder disk = tenBatches().disk.afterKill();
            disk.cut(FIRST, size);
            LogUnderTest log = LogUnderTest.open(disk);
            int count = log.values().size();
            assertThat(log.values()).isEqualTo(values(count));
            assertThat(log.log.nextOffset()).isEqualTo(count);
            shorter += count < 10 ? 1 : 0;
            boolean atBatchEnd = log.log.cuts().isEmpty();
            if (!atBatchEnd) {
                Cut cut = log.log.cuts().getFirst();
                assertThat(cut.file()).isEqualTo(FIRST);
                assertThat(cut.position()).isLessThan(size + 1L);
                assertThat(cut.bytes()).isBetween(0L, size - cut.position());
            }
            assertThat(log.append(record("t", "new")).firstOffset()).isEqualTo(count);
            assertThat(log.values()).endsWith("new").hasSize(count + 1);
        }
        assertThat(shorter).isGreaterThan(whole.length / 2);
    }

    /** A small append, and one that has three batches of its own. */
    private static LogUnderTest smallAndLarge() {
        LogUnderTest log = LogUnderTest.open();
        log.append(record("t", "value 0"));
        String large = "x".repeat(900);
        log.append(record("t", large), record("t", large), record("u", large), record("u", large));
        return log;
    }

    @Test
    void cutsAnAppendThatLiesInSeveralBatchesAsAWhole() {
        byte[] whole = smallAndLarge().disk.content(FIRST);
        assertThat(batches(whole)).isEqualTo(3);
        LogUnderTest small = LogUnderTest.open();
        small.append(record("t", "value 0"));
        for (int size = small.disk.content(FIRST).length; size < whole.length; size++) {
            SimulatedFolder disk = smallAndLarge().disk.afterKill();
            disk.cut(FIRST, size);
            LogUnderTest log = LogUnderTest.open(disk);
            assertThat(log.values()).as("cut at %s", size).containsExactly("value 0");
            assertThat(log.append(record("t", "new")).firstOffset()).isEqualTo(1);
            assertThat(log.values()).containsExactly("value 0", "new");
        }
        assertThat(LogUnderTest.open(smallAndLarge().disk.afterKill()).values()).hasSize(5);
    }

    private static long batches(byte[] file) {
        return IntStream.range(0, file.length - 3)
                .filter(at -> file[at] == 'R' && file[at + 1] == 'L' && file[at + 2] == 'B' && file[at + 3] == '1')
                .count();
    }

    private static List<String> values(int count) {
        return IntStream.range(0, count).mapToObj(i -> "value " + i).toList();
    }

    @Test
    void namesFileAndPositionWhenAByteBeforeTheLastBatchWasChanged() {
        byte[] whole = tenBatches().disk.content(FIRST);
        int last = lastBatch(whole);
        for (int position = 0; position < whole.length; position++) {
            SimulatedFolder disk = tenBatches().disk.afterKill();
            disk.flip(FIRST, position, 1 << (position % 8));
            if (position < last) {
                int at = position;
                assertThatThrownBy(() -> LogUnderTest.open(disk))
                        .as("position %s", at)
                        .isInstanceOfSatisfying(LogException.class, fault -> assertThat(fault.kind())
                                .isEqualTo(LogException.Kind.CORRUPT))
                        .hasMessageContaining(FIRST)
                        .hasMessageContaining("at position");
            } else {
                LogUnderTest log = LogUnderTest.open(disk);
                assertThat(log.values()).as("position %s", position).isEqualTo(values(9));
                assertThat(log.log.cuts()).hasSize(1);
            }
        }
    }

    private static int lastBatch(byte[] file) {
        for (int at = file.length - 4; ; at--) {
            if (file[at] == 'R' && file[at + 1] == 'L' && file[at + 2] == 'B' && file[at + 3] == '1') {
                return at;
            }
        }
    }

    /** Three sealed segments, then an active one; closed. */
    private static LogUnderTest fourSegments() {
        LogUnderTest log = LogUnderTest.open();
        for (int segment = 0; segment < 4; segment++) {
            for (int i = 0; i < 20; i++) {
                log.append(
                        LogUnderTest.keyed("key " + segment + " " + i, "value " + (segment * 20 + i)),
                        record("t/" + i % 7, "x"));
            }
            if (segment < 3) {
                log.roll();
            }
        }
        log.close();
        return log;
    }

    @Test
    void neverReadsPastAChangedByteInASealedSegment() {
        LogUnderTest sound = fourSegments();
        List<String> all = sound(sound);
        byte[] whole = sound.disk.content(FIRST);
        Random random = new Random(7);
        int found = 0;
        int indexOnly = 0;
        for (int round = 0; round < 600; round++) {
            SimulatedFolder disk = sound.disk.afterKill();
            int position = random.nextInt(whole.length);
            byte[] changed = whole.clone();
            changed[position] ^= (byte) (1 << random.nextInt(8));
            disk.overwrite(FIRST, changed, 0);
            try {
                LogUnderTest log = LogUnderTest.open(disk);
                assertThat(log.values()).isEqualTo(all);
                assertThat(log.values(TopicSelection.exactly("t/3".getBytes(UTF_8))))
                        .hasSize(12);
                assertThat(log.log.last((byte) 0, "key 0 5".getBytes(UTF_8)).offset())
                        .isEqualTo(10);
                assertThat(log.log.offsetAt(1, ReadQuery.MESSAGES)).hasValue(0);
                indexOnly++;
            } catch (LogException fault) {
                assertThat(fault.kind()).as("%s", fault).isEqualTo(LogException.Kind.CORRUPT);
                assertThat(fault).hasMessageContaining(FIRST).hasMessageContaining("at position");
                found++;
            } catch (RuntimeException | AssertionError wrong) {
                fail("position " + position, wrong);
            } finally {
                disk.overwrite(FIRST, whole, 0);
            }
        }
        assertThat(found).isGreaterThan(100);
        assertThat(indexOnly).as("damage to an index, which is made anew").isGreaterThan(20);
    }

    private static List<String> sound(LogUnderTest closed) {
        return LogUnderTest.open(closed.disk.afterKill()).values();
    }

    @Test
    void makesAnIndexAnewThatIsGone() throws Exception {
        LogUnderTest sound = fourSegments();
        List<String> all = sound(sound);
        SimulatedFolder disk = sound.disk.afterKill();
        int dataEnd = lastBatch(disk.content(FIRST));
        int length = ByteBuffer.wrap(disk.content(FIRST)).getInt(dataEnd + 8);
        disk.cut(FIRST, dataEnd + length);
        LogUnderTest log = LogUnderTest.open(disk);
        assertThat(log.values()).isEqualTo(all);
        assertThat(log.log.segments().getFirst().state()).isEqualTo(SegmentInfo.State.SEALED);
        log.close();
        assertThat(LogUnderTest.open(disk.afterKill()).log.scannedBytes()).isZero();
    }

    @Test
    void refusesToOpenWithoutASegmentInTheMiddle() throws Exception {
        SimulatedFolder disk = fourSegments().disk.afterKill();
        disk.delete("00000000000000000040.log");
        assertThatThrownBy(() -> LogUnderTest.open(disk))
                .isInstanceOf(LogException.class)
                .hasMessageContaining(FIRST)
                .hasMessageContaining("offset 40");
    }

    @Test
    void refusesToOpenANewestSegmentThatIsShorterThanItWasWhenItWasClosed() {
        SimulatedFolder disk = fourSegments().disk.afterKill();
        String newest = "00000000000000000120.log";
        disk.cut(newest, disk.content(newest).length - 1);
        assertThatThrownBy(() -> LogUnderTest.open(disk))
                .isInstanceOf(LogException.class)
                .hasMessageContaining(newest);
    }

    @Test
    void refusesANewestSegmentUnderTheNameOfAnother() throws Exception {
        SimulatedFolder disk = tenBatches().disk.afterKill();
        disk.rename(FIRST, "00000000000000000005.log");
        assertThatThrownBy(() -> LogUnderTest.open(disk))
                .as("else all of it would be taken for a torn end, and cut off")
                .isInstanceOf(LogException.class)
                .hasMessageContaining("00000000000000000005.log")
                .hasMessageContaining("made for offset 0");
    }

    @Test
    void whatIsFoundAfterAKillIsOnDiskBeforeItIsRead() {
        for (int seed = 0; seed < 20; seed++) {
            LogUnderTest log = LogUnderTest.openWith(s -> s.flush = new FlushPolicy.Interval(60_000));
            log.appendEach(10);
            LogUnderTest found = LogUnderTest.open(log.disk.afterKill());
            assertThat(found.values()).hasSize(10);
            assertThat(LogUnderTest.open(found.disk.afterPowerLoss(new Random(seed)))
                            .values())
                    .as("seed %s", seed)
                    .hasSize(10);
        }
    }

    /** A checkpoint is written while appends go on, so it may know of a key what the end that was cut off has taken along. */
    @Test
    void findsTheLastRecordOfAKeyWhoseNewerOneWasCutOff() {
        List<Runnable> later = new ArrayList<>();
        LogUnderTest log = LogUnderTest.openWith(
                s -> {
                    s.segmentBytes = 1 << 20;
                    s.checkpointBytes = 64 << 10;
                },
                later::add);
        log.append(LogUnderTest.keyed("k", "old"));
        log.append(record("t", "x".repeat(70_000)));
        assertThat(later).as("a checkpoint").hasSize(1);
        int end = log.disk.content(FIRST).length;
        log.append(LogUnderTest.keyed("k", "new"));
        later.getFirst().run();
        SimulatedFolder disk = log.disk.afterKill();
        disk.cut(FIRST, end + 10);
        LogUnderTest again = LogUnderTest.open(disk);
        assertThat(again.log.cuts()).hasSize(1);
        assertThat(again.log.last((byte) 0, "k".getBytes(UTF_8)).offset()).isZero();
    }

    @Test
    void doesWithoutADamagedCheckpoint() {
        SimulatedFolder disk = fourSegments().disk.afterKill();
        String checkpoint = "00000000000000000120.checkpoint";
        for (int position = 0; position < disk.content(checkpoint).length; position += 5) {
            disk.flip(checkpoint, position, 4);
            LogUnderTest log = LogUnderTest.open(disk.afterKill());
            assertThat(log.values()).hasSize(160);
            assertThat(log.log.last((byte) 0, "key 3 5".getBytes(UTF_8))).isNotNull();
            disk.flip(checkpoint, position, 4);
        }
    }

    @Test
    void doesNotGoThroughWhatACheckpointCovers() {
        SimulatedFolder disk = fourSegments().disk.afterKill();
        assertThat(LogUnderTest.open(disk).log.scannedBytes()).isZero();
    }

    @Test
    void handsOutWhatLiesBeforeADamagedBatchAndThenNamesItsPlace() {
        LogUnderTest closed = tenBatches();
        closed.close(); // so that opening does not go through the batches
        SimulatedFolder disk = closed.disk.afterKill();
        int place = new String(disk.content(FIRST), ISO_8859_1).indexOf("value 5");
        disk.flip(FIRST, place, 1);
        LogUnderTest log = LogUnderTest.open(disk);
        RecordPage page = log.log.read(ReadQuery.messages(2, TopicSelection.ALL, 100, 10_000));
        assertThat(page.records()).extracting(StoredRecord::offset).containsExactly(2L, 3L, 4L);
        assertThat(page.nextOffset()).isEqualTo(5);
        assertThat(page.atEnd()).isFalse();
        assertThatThrownBy(() -> log.log.read(ReadQuery.messages(page.nextOffset(), TopicSelection.ALL, 100, 10_000)))
                .isInstanceOfSatisfying(
                        LogException.class, fault -> assertThat(fault.kind()).isEqualTo(LogException.Kind.CORRUPT))
                .hasMessageContaining(FIRST)
                .hasMessageContaining("at position");
    }
}
