package io.robustmq.placement.service.centre;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private static final long HOUR = 3_600_000;

    private long wall = 1_000 * HOUR;
    private long nanos = -5;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    private void pass(long millis) {
        wall += millis;
        nanos += millis * 1_000_000;
    }

    @Test
    void goesAsTheWallClockGoes() {
        for (int i = 0; i < 1_000; i++) {
            pass(777);
            assertThat(clock.millis()).isEqualTo(wall);
        }
    }

    @Test
    void aJumpAheadIsCaughtUpWithAtATenth() {
        long before = clock.millis();
        wall += HOUR;
        assertThat(clock.millis()).isEqualTo(before);
        pass(600_000);
        assertThat(clock.millis()).isEqualTo(before + 660_000);
        pass(10 * HOUR);
        assertThat(clock.millis()).isEqualTo(wall);
    }

    @Test
    void aJumpBackIsWaitedForAtATenthAndNeverGoneBack() {
        long before = clock.millis();
        wall -= HOUR;
        long last = before;
        for (int i = 0; i < 600; i++) {
            pass(1_000);
            assertThat(clock.millis()).isGreaterThan(last);
            last = clock.millis();
        }
        assertThat(last).isEqualTo(before + 540_000);
        pass(10 * HOUR);
        assertThat(clock.millis()).isEqualTo(wall);
    }

    /** A client sends a command again for up to nine minutes, and its key is remembered for ten by this clock. */
    @Test
    void keysAreRememberedLongerThanClientsSendThemAgainWhereverTheWallClockJumps() {
        long then = clock.millis();
        wall += 24 * HOUR;
        pass(9 * 60_000);
        assertThat(clock.millis() - then).isLessThan(10 * 60_000);
    }
}
