package io.robustmq.broker.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Seeds by the dozen, with brokers on one storage that die, stand still and come again, and clients that move. In each run, whatever
 * happened: what was acknowledged has reached every stored session that wanted it, QoS 2 exactly once, in order; QoS 2 has reached nobody
 * twice that was there all along; and each session is at one broker.
 */
class SharedSimulationTest {
    private static final long FIRST = Long.getLong("shared.first", 1);
    private static final int SEEDS = Integer.getInteger("shared.seeds", 40);

    @Test
    void whatWasAcknowledgedArrivesWhicheverBrokerDies() {
        runAll(false);
    }

    @Test
    void alsoIfItIsOneSessionThatWantsItAndNobodyElseHasItKept() {
        runAll(true);
    }

    private static void runAll(boolean isApart) {
        List<String> failures = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                run(seed, isApart);
            } catch (AssertionError | RuntimeException e) {
                if (!Boolean.getBoolean("shared.goOn")) {
                    throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
                }
                failures.add(
                        seed + ": " + String.valueOf(e.getMessage()).strip().replace('\n', ' '));
            }
        }
        assertThat(failures).as("failures: " + failures.size()).isEmpty();
    }

    private static void run(long seed, boolean isApart) {
        SharedSimulation simulation = new SharedSimulation(seed, isApart);
        simulation.run();
        for (Publisher publisher : simulation.publishers()) {
            for (Stream stream : publisher.streams()) {
                for (Subscriber subscriber : simulation.subscribers()) {
                    check(publisher, stream, subscriber);
                    if (simulation.stays(subscriber) && subscriber.wants(stream) == 2) {
                        assertThat(subscriber.received(stream))
                                .as(stream + " at " + subscriber + ", which was there all along")
                                .doesNotHaveDuplicates();
                    }
                }
            }
        }
        long sessions = 0;
        for (int broker = 0; broker < 3; broker++) {
            sessions += simulation.brokers().world(broker).count(c -> c.sessions);
        }
        assertThat(sessions)
                .as("sessions at all brokers")
                .isEqualTo(simulation.publishers().size()
                        + simulation.subscribers().size());
    }

    private static void check(Publisher publisher, Stream stream, Subscriber subscriber) {
        List<Integer> received = subscriber.received(stream);
        int qos = subscriber.wants(stream);
        String which = stream + " at " + subscriber + " with QoS " + qos;
        if (qos < 0) {
            assertThat(received).as(which).isEmpty();
            return;
        }
        if (subscriber.isLasting()) {
            assertThat(received).as(which).containsAll(publisher.accepted(stream));
            TreeSet<Integer> known = new TreeSet<>(publisher.accepted(stream));
            known.addAll(publisher.refused(stream));
            assertThat(known).as(which).containsAll(received);
            assertThat(received.stream().distinct()).as(which).isSorted();
            if (qos == 2) {
                assertThat(received).as(which).doesNotHaveDuplicates();
            }
        }
    }
}
