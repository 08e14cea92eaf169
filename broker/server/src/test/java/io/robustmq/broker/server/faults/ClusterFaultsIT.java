package io.robustmq.broker.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster whose servers are killed and paused, each in its turn and all of them at once, as a seed has it, under numbered messages: nothing
 * acknowledged is lost to a session that lasts, QoS 2 comes once, topics keep their order, and no session is forgotten.
 *
 * <p>{@code -Dseconds=600} for longer than the test command takes, {@code -Dseed=N} for what was seen before, {@code -Dbrokers=N} for more or
 * fewer of them.
 */
@Timeout(1_200)
class ClusterFaultsIT {
    private static final int BROKERS = Integer.getInteger("brokers", 3);
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("seconds", 40));
    private static final long SEED = Long.getLong("seed", new Random().nextInt(1_000_000));
    private static final int MESSAGES_BETWEEN = 50;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedComesToSessionsThatLastWhateverServerFails() throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        try (Servers servers = Servers.start(folder, BROKERS);
                Traffic traffic = Traffic.start(servers.listeners(), random.nextLong())) {
            long end = System.nanoTime() + LENGTH.toNanos();
            do {
                Fault fault = Fault.next(random, servers.all());
                System.out.println(fault);
                Fault.happen(fault, servers);
                traffic.awaitMore(MESSAGES_BETWEEN);
            } while (System.nanoTime() < end);

            History history = traffic.end();
            System.out.printf("%d messages acknowledged%n", history.acknowledgedCount());
            traffic.subscribers()
                    .forEach(subscriber -> System.out.printf(
                            "%s: nothing for %d ms at most%n", subscriber, history.longestGapMillis(subscriber)));
            assertThat(history.missing()).as("seed %d", SEED).isEmpty();
            assertThat(history.broken()).as("seed %d", SEED).isEmpty();
            assertThat(traffic.lostSessions())
                    .as("sessions forgotten, seed %d", SEED)
                    .isZero();
        }
    }
}
