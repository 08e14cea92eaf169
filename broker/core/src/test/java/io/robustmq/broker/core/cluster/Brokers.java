package io.robustmq.broker.core.cluster;

import io.robustmq.broker.core.forward.ForwardBatch;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.node.ClusterPorts;
import io.robustmq.broker.core.subscription.RemoteBroker;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.ConnAck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** A cluster of whole nodes on the test's thread; what they send to each other arrives in {@link #run}. */
final class Brokers {
    private final List<Broker> all = new ArrayList<>();
    private final Deque<Runnable> network = new ArrayDeque<>();

    /** Messages that crossed, once for each receiver. */
    private int crossed;

    private final class Broker implements OwnershipPort {
        final Member member;
        final OwnRoutes routes = new OwnRoutes(() -> {});
        final ClientOwnership ownership = new ClientOwnership(this);
        final World world;
        final List<PeerRoutes> peers = new ArrayList<>();
        boolean hasLease = true;

        Broker(int number, Setup setup) {
            member = new Member("b" + number, 1, "h:" + number);
            world = setup.cluster(new ClusterPorts(routes, ownership, new PeerBacklog(), PeerFigures.ofCluster()))
                    .start();
        }

        @Override
        public boolean mayServe(Member me) {
            return hasLease;
        }

        @Override
        public void send(Member to, OwnerMessage message) {
            network.add(() -> of(to).ownership.onMessage(member, message));
        }

        @Override
        public void giveUp(String clientId, Runnable done) {
            world.node().giveUp(clientId, done);
        }

        /** Knows another one, which gets what is forwarded to it. */
        void meet(Broker other) {
            RemoteBroker remote = new RemoteBroker(
                    other.member.nodeId(),
                    batch -> network.add(() -> {
                        crossed += batch.size();
                        other.world.node().peerDeliveries().deliver(copy(batch));
                    }));
            peers.add(new PeerRoutes(remote, world.node().subscriptions().tree()));
        }

        void learn(int peer, OwnRoutes theirs) {
            PeerRoutes known = peers.get(peer);
            if (known.number() != theirs.number()) {
                OwnRoutes.Whole whole = theirs.whole();
                known.begin();
                known.fill(whole.rows());
                known.complete(whole.number());
            }
        }
    }

    Brokers(int count, Supplier<Setup> setup) {
        for (int i = 0; i < count; i++) {
            all.add(new Broker(i, setup.get()));
        }
        View view = new View(all.stream().map(broker -> broker.member).toList());
        for (Broker broker : all) {
            all.stream().filter(other -> other != broker).forEach(broker::meet);
            broker.ownership.onView(view, broker.member);
        }
        run();
    }

    private static ForwardBatch copy(ForwardBatch batch) {
        ForwardBatch copy = new ForwardBatch();
        for (int i = 0; i < batch.size(); i++) {
            copy.add(batch.message(i), batch.addressees(i));
        }
        return copy;
    }

    private Broker of(Member member) {
        return all.stream().filter(one -> one.member.equals(member)).findFirst().orElseThrow();
    }

    World world(int broker) {
        return all.get(broker).world;
    }

    /** A broker's lease runs out, and nobody has told it yet. */
    void lapse(int broker) {
        all.get(broker).hasLease = false;
    }

    int crossed() {
        return crossed;
    }

    /** A client that is let in by a broker. */
    Client connected(int broker, String clientId) {
        return connected(broker, clientId, Connecting.cleanly());
    }

    Client connected(int broker, String clientId, Connecting how) {
        Client client = world(broker).client(clientId);
        client.begin(how);
        run();
        client.take(ConnAck.class);
        return client;
    }

    /** Everything that follows happens, on all brokers. */
    void run() {
        boolean busy = true;
        while (busy) {
            all.forEach(broker -> broker.world.run());
            all.forEach(broker -> broker.routes.gather());
            for (Broker broker : all) {
                int peer = 0;
                for (Broker other : all) {
                    if (other != broker) {
                        broker.learn(peer++, other.routes);
                    }
                }
            }
            busy = !network.isEmpty();
            for (Runnable next = network.poll(); next != null; next = network.poll()) {
                next.run();
            }
        }
    }
}
