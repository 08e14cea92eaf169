package io.robustmq.broker.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.World;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Seeds by the hundred. In each run, whatever happened: QoS 1 and 2 messages have reached every session that wanted them
 * [MQTT-4.5.0-1], QoS 2 exactly once [MQTT-4.3.3], each stream in its order [MQTT-4.6.0-6], a shared subscription as a whole
 * has all, and nothing is left in the node.
 */
class SimulationTest {
    private static final int SEEDS = 200;

    @Test
    void theBooksBalanceWhateverHappens() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = new Simulation(seed);
            try {
                simulation.run();
                check(simulation);
                simulation.end();
                assertThat(simulation.world().gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void check(Simulation simulation) {
        Crowd crowd = simulation.crowd();
        for (Publisher publisher : crowd.publishers()) {
            publisher.published().forEach((stream, count) -> {
                assertThat(publisher.refused(stream)).as("refused of " + stream).isEmpty();
                for (Subscriber subscriber : crowd.subscribers()) {
                    check(subscriber.received(stream), count, subscriber.wants(stream), stream, subscriber);
                }
                checkGroup(crowd.group(), stream, count);
            });
        }
    }

    private static void check(List<Integer> received, int count, int qos, Stream stream, Subscriber subscriber) {
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        List<Integer> first = received.stream().distinct().toList();
        String which = stream + " at " + subscriber + " with QoS " + qos;
        switch (qos) {
            case -1 -> assertThat(received).as(which).isEmpty();
            case 0 ->
                assertThat(received).as(which).satisfies(numbers -> {
                    if (stream.qos() != 1) { // a repeated QoS 1 message may come late where the first was lost
                        assertThat(numbers).isSorted().doesNotHaveDuplicates();
                    }
                });
            case 1 -> assertThat(first).as(which).isEqualTo(all);
            default -> assertThat(received).as(which).isEqualTo(all);
        }
    }

    private static void checkGroup(List<Subscriber> group, Stream stream, int count) {
        if (stream.qos() == 0) {
            return;
        }
        Set<Integer> received = new HashSet<>();
        group.forEach(member -> received.addAll(member.received(stream)));
        assertThat(received).as(stream + " at the group").hasSize(count);
    }
}
