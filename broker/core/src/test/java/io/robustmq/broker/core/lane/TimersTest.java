package io.robustmq.broker.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are met: never early, at most two ticks late, once. */
class TimersTest {
    private static final long TICK = Timers.TICK_NANOS;
    private static final long START = 123_456_789_012_345L;

    private final Timers timers = new Timers(START);
    private final List<String> rang = new ArrayList<>();
    private long now = START;

    private Timeout bell(String name) {
        return new Timeout() {
            @Override
            protected void onTime(long nowNanos) {
                rang.add(name);
            }
        };
    }

    private void pass(long nanos) {
        long end = now + nanos;
        while (now < end) {
            now = Math.min(now + TICK, end);
            timers.advance(now);
        }
    }

    @Test
    void ringsOnceAndNotBeforeItsTime() {
        Timeout bell = bell("a");
        timers.schedule(bell, now + 10 * TICK);
        pass(10 * TICK - 1);
        assertThat(rang).isEmpty();
        assertThat(bell.isScheduled()).isTrue();
        pass(2 * TICK);
        assertThat(rang).containsExactly("a");
        assertThat(bell.isScheduled()).isFalse();
        pass(3_000 * TICK);
        assertThat(rang).hasSize(1);
    }

    @Test
    void aTimeThatIsPastRingsAtTheNextTick() {
        timers.schedule(bell("a"), now - 5 * TICK);
        assertThat(rang).isEmpty();
        pass(TICK);
        assertThat(rang).containsExactly("a");
    }

    @Test
    void cancelledItStaysSilent() {
        Timeout bell = bell("a");
        timers.cancel(bell);
        timers.schedule(bell, now + TICK);
        timers.cancel(bell);
        timers.cancel(bell);
        pass(3_000 * TICK);
        assertThat(rang).isEmpty();
    }

    @Test
    void putOffItRingsAtTheLaterTimeOnly() {
        Timeout bell = bell("a");
        timers.schedule(bell, now + 2 * TICK);
        timers.schedule(bell, now + 2_000 * TICK);
        pass(1_999 * TICK);
        assertThat(rang).isEmpty();
        pass(3 * TICK);
        assertThat(rang).containsExactly("a");
    }

    @Test
    void oneMayCancelAnotherThatIsDueAtTheSameTime() {
        Timeout second = bell("second");
        Timeout first = new Timeout() {
            @Override
            protected void onTime(long nowNanos) {
                rang.add("first");
                timers.cancel(second);
            }
        };
        timers.schedule(first, now + TICK);
        timers.schedule(second, now + TICK);
        pass(5 * TICK);
        assertThat(rang).containsExactly("first");
    }

    @Test
    void oneMayPutOffAnotherThatIsDueAtTheSameTime() {
        Timeout second = bell("second");
        Timeout first = new Timeout() {
            @Override
            protected void onTime(long nowNanos) {
                timers.schedule(second, nowNanos + 10 * TICK);
            }
        };
        timers.schedule(first, now + TICK);
        timers.schedule(second, now + TICK);
        pass(9 * TICK);
        assertThat(rang).isEmpty();
        pass(5 * TICK);
        assertThat(rang).containsExactly("second");
    }

    @Test
    void oneMayScheduleItselfAgain() {
        Timeout every = new Timeout() {
            @Override
            protected void onTime(long nowNanos) {
                rang.add("tick");
                timers.schedule(this, nowNanos + 10 * TICK);
            }
        };
        timers.schedule(every, now + 10 * TICK);
        pass(110 * TICK);
        assertThat(rang).hasSize(10);
    }

    @Test
    void afterALongSleepAllThatIsDueRings() {
        for (int i = 1; i <= 5_000; i++) {
            timers.schedule(bell("" + i), now + i * TICK);
        }
        now += 4_000 * TICK;
        timers.advance(now);
        assertThat(rang).hasSize(4_000);
        pass(1_001 * TICK);
        assertThat(rang).hasSize(5_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyNumberOfThemMeetTheirTimes(long seed) {
        Random chance = new Random(seed);
        int[] rings = new int[2_000];
        for (int i = 0; i < rings.length; i++) {
            int index = i;
            long due = now + (long) (chance.nextDouble() * 5_000 * TICK);
            timers.schedule(
                    new Timeout() {
                        @Override
                        protected void onTime(long nowNanos) {
                            rings[index]++;
                            assertThat(nowNanos).isBetween(due, due + 2 * TICK);
                        }
                    },
                    due);
            if (i % 10 == 0) {
                pass((long) (chance.nextDouble() * 3 * TICK));
            }
        }
        pass(6_000 * TICK);
        assertThat(rings).containsOnly(1);
    }
}
