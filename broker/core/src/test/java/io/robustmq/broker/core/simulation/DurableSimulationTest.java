package io.robustmq.broker.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Seeds by the hundred, with storage that fails and a process that dies. In each run, whatever happened: what was acknowledged
 * has reached every session that wanted it, QoS 2 exactly once, in order; a shared subscription has it too, QoS 2 once in all;
 * the retained messages are the last ones; and nothing is left in the node, and nothing of ended sessions in storage.
 */
class DurableSimulationTest {
    private static final long FIRST = Long.getLong("durable.first", 1);
    private static final int SEEDS = Integer.getInteger("durable.seeds", 300);

    @Test
    void whatWasAcknowledgedArrivesWhateverDies() {
        List<String> failures = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException e) {
                if (!Boolean.getBoolean("durable.goOn")) {
                    throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
                }
                failures.add(
                        seed + ": " + String.valueOf(e.getMessage()).strip().replace('\n', ' '));
            }
        }
        assertThat(failures).as("failures: " + failures.size()).isEmpty();
    }

    private static void run(long seed) {
        DurableSimulation simulation = new DurableSimulation(seed);
        simulation.run();
        check(simulation);
        List<String> retained = retained(simulation);
        simulation.onceMore();
        check(simulation);
        assertThat(retained(simulation)).as("retained after a restart").isEqualTo(retained);
        simulation.end();
        assertThat(simulation.world().gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(simulation.storage().entries() - simulation.storage().entries('r'))
                .as("what is kept of ended sessions")
                .isZero();
        assertThat(simulation.storage().records()).as("the log").isZero();
    }

    private static void check(DurableSimulation simulation) {
        for (Publisher publisher : simulation.crowd().publishers()) {
            for (Stream stream : publisher.streams()) {
                for (Subscriber subscriber : simulation.crowd().subscribers()) {
                    check(publisher, stream, subscriber);
                }
                checkGroup(simulation, publisher, stream);
                check(publisher, stream, simulation.wavering());
            }
        }
        assertThat(simulation.wavering().faults()).isEmpty();
        assertThat(simulation.mortal().due()).as("wills").allMatch(simulation::isHeard);
    }

    private static void check(Publisher publisher, Stream stream, Subscriber subscriber) {
        List<Integer> received = subscriber.received(stream);
        int qos = subscriber.wants(stream);
        String which = stream + " at " + subscriber + " with QoS " + qos;
        if (qos < 0) {
            assertThat(received).as(which).isEmpty();
            return;
        }
        if (qos > 0 && subscriber.isLasting()) {
            assertThat(received).as(which).containsAll(publisher.accepted(stream));
            TreeSet<Integer> known = new TreeSet<>(publisher.accepted(stream));
            known.addAll(publisher.refused(stream));
            assertThat(known).as(which).containsAll(received);
            if (!publisher.isShaken(stream)) {
                assertThat(received.stream().distinct()).as(which).isSorted();
            }
        }
        if (qos == 2) {
            assertThat(received).as(which).doesNotHaveDuplicates();
        }
    }

    private static void check(Publisher publisher, Stream stream, Wavering wavering) {
        List<Integer> received = wavering.received(stream);
        if (wavering.isSubscribed()) {
            assertThat(received)
                    .as(stream + " at one who wavers")
                    .containsAll(publisher.accepted(stream).tailSet(wavering.since(stream)));
        }
        if (stream.qos() == 2) {
            assertThat(received).as(stream + " at one who wavers").doesNotHaveDuplicates();
        }
    }

    private static void checkGroup(DurableSimulation simulation, Publisher publisher, Stream stream) {
        List<Integer> received = new ArrayList<>();
        boolean lasting = true;
        for (Subscriber member : simulation.crowd().group()) {
            received.addAll(member.received(stream));
            lasting &= member.isLasting();
        }
        String which = stream + " at the group";
        if (stream.qos() == 1 || lasting) {
            assertThat(received).as(which).containsAll(publisher.accepted(stream));
        }
        if (stream.qos() == 2) {
            assertThat(received).as(which).doesNotHaveDuplicates();
        }
    }

    /** What a newcomer is told; each is the last its publisher was acknowledged, or one refused after it. */
    private static List<String> retained(DurableSimulation simulation) {
        Client newcomer = simulation.world().client("newcomer").acknowledging().connected();
        newcomer.subscribe("r/#", 1);
        simulation.world().passes(Duration.ofMillis(200));
        List<Publish> messages = newcomer.takeMessages();
        for (Publisher publisher : simulation.crowd().publishers()) {
            Stream stream = new Stream(publisher.toString(), "r/" + publisher, 1);
            List<Integer> found = messages.stream()
                    .map(Client::text)
                    .filter(text -> Stream.of(text).equals(stream))
                    .map(Stream::number)
                    .toList();
            NavigableSet<Integer> accepted = publisher.accepted(stream);
            if (!accepted.isEmpty()) {
                TreeSet<Integer> allowed =
                        new TreeSet<>(publisher.refused(stream).tailSet(accepted.last()));
                allowed.add(accepted.last());
                assertThat(allowed).as(stream + " retained").containsAll(found).hasSizeGreaterThanOrEqualTo(1);
                assertThat(found).as(stream + " retained").hasSize(1);
            }
        }
        newcomer.disconnect();
        return messages.stream().map(Client::text).sorted().toList();
    }
}
