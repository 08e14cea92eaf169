package io.robustmq.broker.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.port.Ownership;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Brokers that come, go, crash and lose messages while clients connect now here, now there: no client is ever served by two, and in
 * the end everyone who asks is served. All that happens follows from the seed.
 */
class OwnershipSimulationTest {
    private static final int BROKERS = 4;
    private static final int CLIENTS = 6;
    private static final int STEPS = 4_000;

    private final List<Broker> brokers = new ArrayList<>();
    private final Map<String, Deque<Runnable>> network = new HashMap<>();
    private Random chance = new Random(0);
    private View truth = View.EMPTY;
    private long lastEpoch;

    private enum Stage {
        ASKING,
        SERVING
    }

    /** One broker process: what its lanes would do is done in its tasks, one after the other. */
    private final class Broker implements OwnershipPort {
        final String nodeId;
        final Deque<Runnable> tasks = new ArrayDeque<>();
        final Map<String, Connection> connections = new HashMap<>();
        ClientOwnership ownership = new ClientOwnership(this);

        @Nullable
        Member self;

        View seen = View.EMPTY;

        Broker(String nodeId) {
            this.nodeId = nodeId;
        }

        final class Connection implements Ownership.Claimant {
            final String clientId;
            Stage stage = Stage.ASKING;

            Connection(String clientId) {
                this.clientId = clientId;
            }

            @Override
            public void onGranted(boolean mayBeStored) {
                tasks.add(() -> {
                    if (connections.get(clientId) == this) {
                        stage = Stage.SERVING;
                    }
                });
            }

            @Override
            public void onRefused() {
                tasks.add(() -> connections.remove(clientId, this));
            }
        }

        @Override
        public boolean mayServe(Member me) {
            return true;
        }

        @Override
        public void send(Member to, OwnerMessage message) {
            Member me = self;
            if (me == null) {
                return;
            }
            queue(nodeId, to.nodeId()).add(() -> {
                Broker there = broker(to.nodeId());
                if (to.equals(there.self)) {
                    there.ownership.onMessage(me, message);
                }
            });
        }

        @Override
        public void giveUp(String clientId, Runnable done) {
            tasks.add(() -> {
                Connection connection = connections.get(clientId);
                if (connection != null && connection.stage == Stage.SERVING) {
                    connections.remove(clientId);
                }
                done.run();
            });
        }

        void connect(String clientId) {
            if (self != null && !connections.containsKey(clientId)) {
                Connection connection = new Connection(clientId);
                connections.put(clientId, connection);
                ownership.claim(clientId, connection);
            }
        }

        void disconnect(String clientId) {
            if (connections.remove(clientId) != null) {
                ownership.release(clientId, true);
            }
        }

        /** Its lease has ended: its clients are gone before anybody knows. */
        void lose() {
            connections.clear();
            tasks.clear();
            ownership.onView(View.EMPTY, null);
            self = null;
        }

        /** Killed, and started again as another member. */
        void crash() {
            connections.clear();
            tasks.clear();
            self = null;
            ownership = new ClientOwnership(this);
        }

        void look() {
            Member me = self;
            if (me != null && truth.contains(me) && seen.id() != truth.id()) {
                seen = truth;
                ownership.onView(truth, me);
            }
        }

        void register() {
            self = new Member(nodeId, ++lastEpoch, nodeId + ":1");
            List<Member> members = new ArrayList<>(truth.members());
            members.removeIf(member -> member.nodeId().equals(nodeId));
            members.add(self);
            truth = new View(members);
            seen = View.EMPTY;
            look();
        }
    }

    private Broker broker(String nodeId) {
        return brokers.stream()
                .filter(one -> one.nodeId.equals(nodeId))
                .findFirst()
                .orElseThrow();
    }

    private Deque<Runnable> queue(String from, String to) {
        return network.computeIfAbsent(from + ">" + to, _ -> new ArrayDeque<>());
    }

    @RepeatedTest(60)
    void noClientIsServedTwice(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        chance = new Random(seed);
        for (int i = 0; i < BROKERS; i++) {
            brokers.add(new Broker("b" + i));
        }
        brokers.forEach(Broker::register);
        for (int step = 0; step < STEPS; step++) {
            step();
            assertNobodyIsServedTwice("seed " + seed + ", step " + step);
        }
        settle();
        assertNobodyIsServedTwice("seed " + seed + ", at the end");
        assertEverybodyWhoAsksIsServed("seed " + seed);
    }

    private void step() {
        Broker broker = brokers.get(chance.nextInt(BROKERS));
        String client = "c" + chance.nextInt(CLIENTS);
        switch (chance.nextInt(100)) {
            case 0 -> expire(broker);
            case 1 -> crash(broker);
            case 2, 3, 4 -> breakStream(broker, brokers.get(chance.nextInt(BROKERS)));
            case 5, 6, 7, 8 -> broker.look();
            case 9, 10 -> broker.ownership.onTick();
            case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> broker.connect(client);
            case 21, 22, 23 -> broker.disconnect(client);
            case 24 -> {
                if (broker.self == null) {
                    broker.register();
                }
            }
            default -> deliverOne();
        }
    }

    private void expire(Broker broker) {
        Member was = broker.self;
        if (was != null && chance.nextInt(3) == 0) {
            broker.lose();
            leave(was);
        }
    }

    private void crash(Broker broker) {
        Member was = broker.self;
        if (was != null && chance.nextInt(3) == 0) {
            broker.crash();
            network.forEach((pair, queue) -> {
                if (pair.startsWith(broker.nodeId + ">")) {
                    queue.clear();
                }
            });
            leave(was); // when its lease has run out
        }
    }

    private void leave(Member member) {
        truth = new View(
                truth.members().stream().filter(one -> !one.equals(member)).toList());
    }

    private void breakStream(Broker from, Broker to) {
        Member there = to.self;
        if (from != to && there != null && from.self != null) {
            queue(from.nodeId, to.nodeId).clear();
            from.ownership.onReconnected(there);
        }
    }

    /** Runs one message, or one task, of those that are next. */
    private boolean deliverOne() {
        List<Deque<Runnable>> busy = new ArrayList<>();
        network.values().stream().filter(queue -> !queue.isEmpty()).forEach(busy::add);
        brokers.stream()
                .map(broker -> broker.tasks)
                .filter(queue -> !queue.isEmpty())
                .forEach(busy::add);
        if (busy.isEmpty()) {
            return false;
        }
        busy.get(chance.nextInt(busy.size())).removeFirst().run();
        return true;
    }

    private void settle() {
        for (int round = 0; round < 60; round++) {
            brokers.forEach(broker -> {
                if (broker.self == null) {
                    broker.register();
                }
                broker.look();
                broker.ownership.onTick();
            });
            int budget = 100_000;
            while (deliverOne()) {
                assertThat(--budget).as("messages without end").isPositive();
            }
        }
    }

    private void assertNobodyIsServedTwice(String when) {
        for (int i = 0; i < CLIENTS; i++) {
            String client = "c" + i;
            List<String> serving = brokers.stream()
                    .filter(broker -> {
                        Broker.Connection connection = broker.connections.get(client);
                        return connection != null && connection.stage == Stage.SERVING;
                    })
                    .map(broker -> broker.nodeId)
                    .collect(Collectors.toList());
            assertThat(serving).as("%s: who serves %s", when, client).hasSizeLessThanOrEqualTo(1);
        }
    }

    private void assertEverybodyWhoAsksIsServed(String when) {
        for (Broker broker : brokers) {
            broker.connections.values().forEach(connection -> assertThat(connection.stage)
                    .as("%s: %s on %s", when, connection.clientId, broker.nodeId)
                    .isEqualTo(Stage.SERVING));
            for (int i = 0; i < CLIENTS; i++) {
                broker.connect("c" + i);
            }
            settle();
            for (int i = 0; i < CLIENTS; i++) {
                Broker.Connection connection = broker.connections.get("c" + i);
                assertThat(connection)
                        .as("%s: c%d on %s", when, i, broker.nodeId)
                        .isNotNull();
            }
        }
    }
}
