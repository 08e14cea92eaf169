package io.robustmq.journal.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.robustmq.journal.storage.log.FlushPolicy;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A log that loses power at a random moment, again and again. More rounds: {@code -Djournal.powerLossRounds=100000}; one
 * round: {@code -Djournal.seed=...}.
 */
class PowerLossTest {
    private static final int ROUNDS = Integer.getInteger("journal.powerLossRounds", 400);
    private static final Long SEED = Long.getLong("journal.seed");

    @Test
    void keepsWhatItPromisedWithAnFsyncForEveryCommit() {
        live(new FlushPolicy.EveryCommit(), 1);
    }

    @Test
    void keepsWholeAppendsInOrderWithAnFsyncNowAndThen() {
        live(new FlushPolicy.Interval(50), 2);
    }

    @Test
    void keepsWholeAppendsInOrderWithoutFsync() {
        live(new FlushPolicy.WhenRolled(), 3);
    }

    private static void live(FlushPolicy policy, long salt) {
        int lost = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED != null ? SEED : round * 1_000_003L + salt;
            try {
                lost += new LogLife(new Random(seed), policy).live(4);
            } catch (RuntimeException | AssertionError fault) {
                fail("Seed " + seed + " with " + policy, fault);
            }
            if (SEED != null) {
                return;
            }
        }
        assertThat(lost).as("rounds in which the power failed").isGreaterThan(ROUNDS / 4);
    }
}
