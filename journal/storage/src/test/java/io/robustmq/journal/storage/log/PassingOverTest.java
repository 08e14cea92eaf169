package io.robustmq.journal.storage.log;

import static io.robustmq.journal.storage.simulation.LogUnderTest.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.journal.storage.Damage;
import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import io.robustmq.journal.storage.segment.Missing;
import io.robustmq.journal.storage.simulation.LogUnderTest;
import io.robustmq.journal.storage.simulation.SimulatedFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What cannot be read of a log is named with its bounds, so that whoever reads can go on behind; what is gone is missed. */
class PassingOverTest {
    private static final int RECORDS = 400;
    private static final String FIRST = "00000000000000000000.log";

    /** What was read, and what was passed over. */
    private record Found(List<Long> offsets, List<Damage> damages) {

        /** Everything of the log is either read or said to be damaged, never both. */
        void isAllOf(int records) {
            List<Long> all = new ArrayList<>(offsets);
            damages.forEach(damage ->
                    LongStream.range(damage.fromOffset(), damage.nextOffset()).forEach(all::add));
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, records).boxed().toList());
        }
    }

    /** Two sealed segments and one that is written. */
    private static SimulatedFolder threeSegments() {
        LogUnderTest log = LogUnderTest.open();
        for (int i = 0; i < RECORDS; i++) {
            log.append(record("t/" + i % 10, i + " " + "x".repeat(300)));
        }
        assertThat(log.log.segments()).hasSizeGreaterThanOrEqualTo(3);
        log.close();
        return log.disk;
    }

    private static Found readAll(SegmentedLog log, TopicSelection topics) {
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        long next = 0;
        boolean atEnd = false;
        while (!atEnd) {
            try {
                RecordPage page = log.read(ReadQuery.messages(next, topics, 7, 100_000));
                page.records().stream().map(StoredRecord::offset).forEach(found.offsets::add);
                next = page.nextOffset();
                atEnd = page.atEnd();
            } catch (LogException fault) {
                Damage damage = fault.damage();
                assertThat(damage).as("%s", fault).isNotNull();
                assertThat(damage.fromOffset()).isGreaterThanOrEqualTo(next);
                assertThat(damage.nextOffset()).isGreaterThan(damage.fromOffset());
                assertThat(fault).hasMessageContaining(damage.file()).hasMessageContaining("at position");
                found.damages.add(damage);
                next = damage.nextOffset();
            }
        }
        return found;
    }

    @Test
    void allButABlockCanBeReadAroundAChangedByte() {
        SimulatedFolder disk = threeSegments();
        int dataBytes = 50_000; // of some 60,000 of the segment, its index last
        Random random = new Random(3);
        for (int round = 0; round < 100; round++) {
            SimulatedFolder copy = disk.afterKill();
            int position = 100 + random.nextInt(dataBytes);
            int bit = 1 << random.nextInt(8);
            copy.flip(FIRST, position, bit);
            Found found = readAll(LogUnderTest.open(copy).log, TopicSelection.ALL);
            copy.flip(FIRST, position, bit);
            found.isAllOf(RECORDS);
            assertThat(found.damages).as("round %s", round).hasSize(1);
            assertThat(found.offsets).hasSizeGreaterThan(RECORDS - 12);
        }
    }

    @Test
    void whoWantsNothingOfWhatIsDamagedDoesNotSeeIt() {
        LogUnderTest log = LogUnderTest.open();
        for (int i = 0; i < 100; i++) {
            log.append(record(i < 50 ? "early" : "late", "value " + i + " " + "x".repeat(300)));
        }
        log.close();
        log.disk.flip(FIRST, 5_000, 4);
        SegmentedLog opened = LogUnderTest.open(log.disk).log;
        Found late = readAll(opened, TopicSelection.exactly("late".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(late.damages).isEmpty();
        assertThat(late.offsets).hasSize(50);
    }

    @Test
    void aFileThatHasLostItsEndIsReadUpToThere() {
        LogUnderTest log = LogUnderTest.open(threeSegments());
        assertThat(readAll(log.log, TopicSelection.ALL).damages).isEmpty();
        log.disk.cut(FIRST, 20_000);
        Found found = readAll(log.log, TopicSelection.ALL);
        found.isAllOf(RECORDS);
        assertThat(found.damages).hasSize(1);
        assertThat(found.damages.getFirst().fromOffset()).isGreaterThan(50);
        assertThat(found.damages.getFirst().nextOffset())
                .as("where the next segment begins")
                .isEqualTo(log.log.segments().get(1).baseOffset());
    }

    @Test
    void aSegmentWhoseIndexCannotBeMadeAnewIsPassedOverAsAWhole() {
        SimulatedFolder disk = threeSegments();
        int size = disk.content(FIRST).length;
        disk.flip(FIRST, 10_000, 1);
        for (int position = size - 2_000; position < size - 200; position += 10) { // its tables, not its summary
            disk.flip(FIRST, position, 1);
        }
        LogUnderTest log = LogUnderTest.open(disk);
        Found found = readAll(log.log, TopicSelection.ALL);
        found.isAllOf(RECORDS);
        assertThat(found.damages).hasSize(1);
    }

    @Test
    void aFirstSegmentThatIsGoneIsMissedOnce() throws Exception {
        SimulatedFolder disk = threeSegments();
        assertThat(LogUnderTest.open(disk.afterKill()).log.missing()).isNull();
        disk.delete(FIRST);
        SegmentedLog opened = LogUnderTest.open(disk).log;
        assertThat(opened.missing()).isEqualTo(new Missing(0, opened.startOffset()));
        assertThat(opened.startOffset()).isPositive();
        assertThat(LogUnderTest.open(disk.afterKill()).log.missing())
                .as("said before")
                .isNull();
    }

    @Test
    void whatWasTrimmedIsNotMissed() {
        LogUnderTest log = LogUnderTest.open(threeSegments());
        log.log.trim(RECORDS);
        assertThat(log.log.startOffset()).isPositive();
        log.close();
        assertThat(LogUnderTest.open(log.disk.afterKill()).log.missing()).isNull();
        assertThat(LogUnderTest.open(log.disk.afterPowerLoss(new Random(1))).log.missing())
                .isNull();
    }

    @Test
    void aLogWhoseSegmentsAreAllGoneIsNotBegunAnew() throws Exception {
        SimulatedFolder disk = threeSegments();
        for (String name : disk.list()) {
            if (!name.equals("start")) {
                disk.delete(name);
            }
        }
        assertThatThrownBy(() -> LogUnderTest.open(disk))
                .isInstanceOf(LogException.class)
                .hasMessageContaining("no segment is there");
    }

    @Test
    void aNoteOfTheStartThatIsDamagedOrGoneSaysNothing() throws Exception {
        SimulatedFolder disk = threeSegments();
        disk.flip("start", 9, 1);
        assertThat(LogUnderTest.open(disk.afterKill()).log.missing()).isNull();
        disk.delete("start");
        assertThat(LogUnderTest.open(disk.afterKill()).log.missing()).isNull();
    }
}
