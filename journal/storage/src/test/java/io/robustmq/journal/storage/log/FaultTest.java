package io.robustmq.journal.storage.log;

import static io.robustmq.journal.storage.simulation.LogUnderTest.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.simulation.LogUnderTest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A disk that fails, and a queue that is full. */
class FaultTest {

    private static LogException.Kind kindOf(CompletableFuture<?> failed) {
        assertThat(failed).isCompletedExceptionally();
        try {
            failed.join();
            throw new AssertionError("It has not failed");
        } catch (CompletionException why) {
            return ((LogException) why.getCause()).kind();
        }
    }

    @Test
    void aFailedFsyncIsFinal() {
        LogUnderTest log = LogUnderTest.open();
        log.append(record("t", "kept"));
        log.disk.failNextSyncs(1);
        CompletableFuture<Appended> failing = log.offer(record("t", "not promised"));
        CompletableFuture<Appended> behind = log.offer(record("t", "nor this"));
        log.turn();
        assertThat(kindOf(failing)).isEqualTo(LogException.Kind.FAILED);
        assertThat(kindOf(behind)).isEqualTo(LogException.Kind.FAILED);
        assertThat(kindOf(log.offer(record("t", "later")))).isEqualTo(LogException.Kind.FAILED);
        assertThat(log.log.failure()).hasMessageContaining("opened anew");
        int syncs = log.disk.syncs();
        log.turn();
        log.log.close();
        assertThat(log.disk.syncs()).as("fsync was not tried again").isEqualTo(syncs);
        assertThat(log.disk.hasPower()).isTrue();
    }

    @Test
    void whatWasReadableStaysSoAfterAFailure() {
        LogUnderTest log = LogUnderTest.open();
        log.append(record("t", "kept"));
        log.disk.failNextWrites(1);
        CompletableFuture<Appended> failing = log.offer(record("t", "half"));
        log.turn();
        assertThat(kindOf(failing)).isEqualTo(LogException.Kind.FAILED);
        assertThat(log.values()).containsExactly("kept");
        LogUnderTest again = LogUnderTest.open(log.disk.afterKill());
        assertThat(again.values()).containsExactly("kept");
        assertThat(again.log.cuts()).hasSize(1);
        assertThat(again.append(record("t", "more")).firstOffset()).isEqualTo(1);
    }

    @Test
    void aFullDiskRefusesAndTakesAgainWhenThereIsSpace() {
        LogUnderTest log = LogUnderTest.open();
        log.append(record("t", "one"));
        log.disk.limitTo(log.disk.usedBytes() + 100);
        CompletableFuture<Appended> first = log.offer(record("t", "x".repeat(500)), record("t", "with it"));
        CompletableFuture<Appended> second = log.offer(record("t", "y".repeat(500)));
        log.turn();
        assertThat(kindOf(first)).isEqualTo(LogException.Kind.FULL);
        assertThat(kindOf(second)).isEqualTo(LogException.Kind.FULL);
        assertThat(log.log.failure()).isNull();
        assertThat(log.append(record("t", "two")).firstOffset())
                .as("a small one fits")
                .isEqualTo(1);
        log.disk.limitTo(Long.MAX_VALUE);
        assertThat(log.append(record("t", "three")).firstOffset()).isEqualTo(2);
        assertThat(log.values()).containsExactly("one", "two", "three");
        LogUnderTest again = LogUnderTest.open(log.disk.afterKill());
        assertThat(again.values()).containsExactly("one", "two", "three");
        assertThat(again.log.cuts()).isEmpty();
    }

    @Test
    void aFullDiskDoesNotKeepASegmentFromBeingRolledLater() {
        LogUnderTest log = LogUnderTest.open();
        log.appendEach(10);
        log.disk.limitTo(log.disk.usedBytes());
        CompletableFuture<Void> rolling = log.log.roll().toCompletableFuture();
        log.turn();
        assertThat(kindOf(rolling)).isEqualTo(LogException.Kind.FULL);
        assertThat(log.log.segments()).hasSize(1);
        log.disk.limitTo(Long.MAX_VALUE);
        log.roll();
        assertThat(log.log.segments()).hasSize(2);
        assertThat(log.append(record("t", "new")).firstOffset()).isEqualTo(10);
    }

    @Test
    void aFullQueueRefuses() {
        LogUnderTest log = LogUnderTest.openWith(s -> s.queueAppends = 2);
        log.offer(record("t", "one"));
        log.offer(record("t", "two"));
        assertThat(kindOf(log.offer(record("t", "three")))).isEqualTo(LogException.Kind.FULL);
        log.turn();
        assertThat(log.append(record("t", "four")).firstOffset()).isEqualTo(2);

        LogUnderTest bytes = LogUnderTest.openWith(s -> s.queueBytes = 1_000);
        bytes.offer(record("t", "x".repeat(5_000)));
        assertThat(kindOf(bytes.offer(record("t", "two")))).isEqualTo(LogException.Kind.FULL);
        bytes.turn();
        assertThat(bytes.append(record("t", "three")).firstOffset()).isEqualTo(1);
    }

    @Test
    void anAppendThatIsTooLargeIsRefused() {
        LogUnderTest log = LogUnderTest.openWith(s -> s.maxAppendBytes = 4_000);
        assertThat(kindOf(log.offer(record("t", "x".repeat(4_001))))).isEqualTo(LogException.Kind.TOO_LARGE);
        assertThat(log.append(record("t", "x".repeat(3_000))).firstOffset()).isZero();
    }

    @Test
    void oneFsyncServesAllThatWait() {
        LogUnderTest log = LogUnderTest.open();
        int before = log.disk.syncs();
        for (int i = 0; i < 500; i++) {
            log.offer(record("t", "value " + i));
        }
        log.turn();
        assertThat(log.disk.syncs() - before).isEqualTo(1);
        assertThat(log.values()).hasSize(500);
    }

    @Test
    void syncsWithinTheIntervalThoughNothingMoreComes() {
        LogUnderTest log = LogUnderTest.openWith(s -> s.flush = new FlushPolicy.Interval(50));
        int before = log.disk.syncs();
        log.append(record("t", "one"));
        log.now += 49;
        log.append(record("t", "two"));
        assertThat(log.disk.syncs()).isEqualTo(before);
        assertThat(log.committer.dueMillis()).isEqualTo(log.now + 1);
        log.now += 1;
        log.turn();
        assertThat(log.disk.syncs()).isEqualTo(before + 1);
        assertThat(log.committer.dueMillis()).isEqualTo(Long.MAX_VALUE);
        log.now += 1_000;
        log.turn();
        assertThat(log.disk.syncs()).as("nothing was written since").isEqualTo(before + 1);
        assertThat(LogUnderTest.open(log.disk.afterPowerLoss(new Random(1))).values())
                .containsExactly("one", "two");
    }

    @Test
    void syncsAtTheNextTurnWhenTheClockWasSetBack() {
        LogUnderTest log = LogUnderTest.openWith(s -> s.flush = new FlushPolicy.Interval(50));
        int before = log.disk.syncs();
        log.append(record("t", "one"));
        log.now -= 3_600_000;
        log.turn();
        assertThat(log.disk.syncs()).isEqualTo(before + 1);
    }

    @Test
    void closingMakesAllSafeWhateverThePolicy() {
        for (FlushPolicy policy : List.of(new FlushPolicy.Interval(60_000), new FlushPolicy.WhenRolled())) {
            LogUnderTest log = LogUnderTest.openWith(s -> s.flush = policy);
            log.appendEach(20);
            log.close();
            assertThat(LogUnderTest.open(log.disk.afterPowerLoss(new Random(2))).values())
                    .as("%s", policy)
                    .hasSize(20);
        }
    }

    @Test
    void aRolledSegmentIsSafeWhateverThePolicy() {
        for (FlushPolicy policy : List.of(new FlushPolicy.Interval(60_000), new FlushPolicy.WhenRolled())) {
            LogUnderTest log = LogUnderTest.openWith(s -> s.flush = policy);
            log.appendEach(20);
            log.roll();
            assertThat(LogUnderTest.open(log.disk.afterPowerLoss(new Random(3))).values())
                    .as("%s", policy)
                    .hasSize(20);
        }
    }

    @Test
    void refusesWhenClosed() {
        LogUnderTest log = LogUnderTest.open();
        CompletableFuture<Appended> before = log.offer(record("t", "one"));
        CompletableFuture<Void> finished = log.log.finish().toCompletableFuture();
        assertThat(kindOf(log.offer(record("t", "two")))).isEqualTo(LogException.Kind.CLOSED);
        log.turn();
        log.turn();
        assertThat(before).isCompletedWithValue(new Appended(0, 1));
        assertThat(finished).isCompleted();
    }

    @Test
    void answersInTheOrderOfTheCalls() {
        LogUnderTest log = LogUnderTest.openWith(s -> s.commitBytes = 1 << 10);
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String name = " " + i;
            log.offer(record("t", "x".repeat(i * 50))).thenRun(() -> order.append(name));
        }
        for (int i = 0; i < 40; i++) {
            log.turn();
        }
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            expected.append(" ").append(i);
        }
        assertThat(order).hasToString(expected.toString());
    }
}
