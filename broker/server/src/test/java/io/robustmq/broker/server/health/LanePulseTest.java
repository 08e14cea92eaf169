package io.robustmq.broker.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.port.LaneThread;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LanePulseTest {

    private final StoppableLane first = new StoppableLane();
    private final StoppableLane second = new StoppableLane();
    private long now = 1_000;
    private final LanePulse pulse = new LanePulse(List.of(first, second), () -> now);

    @Test
    void lanesThatAnswerAreNeverSilentHoweverRarelyTheyAreAsked() {
        assertThat(pulse.longestSilenceNanos()).isZero();
        first.run();
        second.run();
        now += 1_000_000;

        assertThat(pulse.longestSilenceNanos()).isZero();
    }

    @Test
    void aLaneThatDoesNotAnswerIsSilentSinceItWasAsked() {
        pulse.longestSilenceNanos();
        first.run();
        now += 500;

        assertThat(pulse.longestSilenceNanos()).isEqualTo(500);
        now += 500;
        assertThat(pulse.longestSilenceNanos()).isEqualTo(1_000);
    }

    @Test
    void aLaneThatComesBackIsWellAgain() {
        pulse.longestSilenceNanos();
        now += 500;
        first.run();
        second.run();

        assertThat(pulse.longestSilenceNanos()).isZero();
    }

    @Test
    void aStalledLaneIsAskedOnceNotAgainAndAgain() {
        for (int i = 0; i < 10; i++) {
            pulse.longestSilenceNanos();
        }

        assertThat(first.tasks).hasSize(1);
    }

    private static final class StoppableLane implements LaneThread {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            throw new UnsupportedOperationException();
        }

        void run() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }
}
