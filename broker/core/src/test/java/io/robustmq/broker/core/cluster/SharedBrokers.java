package io.robustmq.broker.core.cluster;

import io.robustmq.broker.core.forward.ForwardBatch;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.node.ClusterPorts;
import io.robustmq.broker.core.node.SharedSessions;
import io.robustmq.broker.core.subscription.RemoteBroker;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.ConnAck;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Brokers of a cluster on one storage, on the test's thread: they come, die, and stand still. What they send to each other arrives in {@link
 * #run}, and so does what the placement centre says; who stands still hears nothing.
 */
public final class SharedBrokers {
    final FakeStorage storage;
    private final Broker[] all;
    private final Deque<Runnable> network = new ArrayDeque<>();
    private final long seed;
    private long lastEpoch;
    private View view = View.EMPTY;

    public SharedBrokers(int count, FakeStorage storage, long seed) {
        this.storage = storage;
        this.seed = seed;
        this.all = new Broker[count];
        for (int i = 0; i < count; i++) {
            all[i] = new Broker(i);
        }
        for (int i = 0; i < count; i++) {
            start(i);
        }
        settle();
    }

    /** One broker process, or none while it is down. */
    private final class Broker implements OwnershipPort {
        final int number;
        final Map<Member, PeerRoutes> peers = new HashMap<>();
        OwnRoutes routes = new OwnRoutes(() -> {}, true);
        ClientOwnership ownership = new ClientOwnership(this);

        @Nullable
        World world;

        @Nullable
        SharedSessions sessions;
        /** Registered; null if not, or if it has not heard. */
        @Nullable
        Member member;

        View seen = View.EMPTY;
        boolean isAlive;
        boolean isStopped;
        /** Counts processes. */
        int process;

        Broker(int number) {
            this.number = number;
        }

        String nodeId() {
            return "b" + number;
        }

        void start() {
            process++;
            routes = new OwnRoutes(() -> {}, true);
            ownership = new ClientOwnership(this);
            peers.clear();
            member = null;
            seen = View.EMPTY;
            isAlive = true;
            isStopped = false;
            World made = new Setup()
                    .seed(seed + process)
                    .storage(storage)
                    .cluster(new ClusterPorts(routes, ownership, new PeerBacklog(), PeerFigures.ofCluster()))
                    .start();
            world = made;
            sessions =
                    new SharedSessions(made.node(), ownership, routes, this::soon, (to, message) -> send(to, message));
        }

        World world() {
            return Objects.requireNonNull(world);
        }

        /** On the cluster's thread of this process. */
        void soon(Runnable task) {
            int of = process;
            network.add(() -> later(of, task));
        }

        private void later(int of, Runnable task) {
            if (of != process || !isAlive) {
                return;
            }
            if (isStopped) {
                held.add(() -> later(of, task));
            } else {
                task.run();
            }
        }

        final List<Runnable> held = new ArrayList<>();

        @Override
        public boolean mayServe(Member me) {
            return view.contains(me);
        }

        @Override
        public void send(Member to, OwnerMessage message) {
            Member me = member;
            for (Broker other : all) {
                if (me != null && other.isAlive && other.nodeId().equals(to.nodeId())) {
                    other.soon(() -> {
                        if (!to.equals(other.member) || !other.seen.contains(me)) {
                            return; // the two are not in one view
                        }
                        if (message instanceof OwnerMessage.Adopted adopted) {
                            other.sessions.onMessage(me, adopted);
                        } else {
                            other.ownership.onMessage(me, message);
                        }
                    });
                }
            }
        }

        @Override
        public void giveUp(String clientId, Runnable done) {
            world().node().giveUp(clientId, done);
        }

        @Override
        public boolean fences(View of) {
            return sessions.fences(of);
        }

        @Override
        public void settled(View of) {
            sessions.settled(of);
        }

        @Override
        public boolean orphaned(String clientId) {
            return sessions.orphaned(clientId);
        }

        @Override
        public boolean isPassedOver(String clientId) {
            return sessions.isPassedOver(clientId);
        }

        // ---- what the placement centre says

        void onView(View next, @Nullable Member me) {
            if (member != null && !member.equals(me)) {
                member = null;
                sessions.onView(View.EMPTY, null);
                seen = View.EMPTY;
                ownership.onView(View.EMPTY, null);
                closePeers(View.EMPTY);
                world().node().loseClients(() -> soon(() -> onView(view, registered())));
            } else if (me != null && member == null) {
                world().node()
                        .enter(me)
                        .thenAccept(mayEnter -> soon(() -> {
                            if (mayEnter && view.contains(me) && !seen.contains(me)) {
                                become(view, me);
                            }
                        }));
            } else if (me != null) {
                become(next, me);
            }
        }

        private void become(View next, Member me) {
            sessions.onView(next, me);
            member = me;
            seen = next;
            closePeers(next);
            for (Member other : next.members()) {
                if (!other.equals(me)) {
                    peers.computeIfAbsent(other, this::meet);
                }
            }
            ownership.onView(next, me);
            for (Broker other : all) { // streams are open as soon as both know each other: messages of before were lost
                Member its = other.member;
                if (other != this && other.isAlive && its != null && next.contains(its) && other.seen.contains(me)) {
                    soon(() -> reconnected(its));
                    other.soon(() -> other.reconnected(me));
                }
            }
        }

        private void reconnected(Member other) {
            ownership.onReconnected(other);
            sessions.onReconnected(other);
        }

        private void closePeers(View next) {
            for (Member known : List.copyOf(peers.keySet())) {
                if (!next.contains(known)) {
                    peers.remove(known).close();
                }
            }
        }

        private PeerRoutes meet(Member other) {
            Broker there = all[Integer.parseInt(other.nodeId().substring(1))];
            RemoteBroker remote = new RemoteBroker(other.nodeId(), batch -> {
                ForwardBatch copy = copy(batch);
                there.soon(() -> there.world().node().peerDeliveries().deliver(copy));
            });
            return new PeerRoutes(remote, world().node().subscriptions().tree());
        }

        private @Nullable Member registered() {
            return view.members().stream()
                    .filter(one -> one.nodeId().equals(nodeId()))
                    .findAny()
                    .orElse(null);
        }

        void learn() {
            for (Map.Entry<Member, PeerRoutes> peer : peers.entrySet()) {
                Broker there = all[Integer.parseInt(peer.getKey().nodeId().substring(1))];
                boolean isReached =
                        there.isAlive && !there.isStopped && peer.getKey().equals(there.member);
                if (isReached && peer.getValue().number() != there.routes.number()) {
                    OwnRoutes.Whole whole = there.routes.whole();
                    peer.getValue().begin();
                    peer.getValue().fill(whole.rows());
                    peer.getValue().complete(whole.number());
                }
            }
        }

        void tick() {
            ownership.onTick();
            sessions.onTick(other -> {
                PeerRoutes known = peers.get(other);
                return known == null ? PeerRoutes.NOTHING : known.number();
            });
        }
    }

    private static ForwardBatch copy(ForwardBatch batch) {
        ForwardBatch copy = new ForwardBatch();
        for (int i = 0; i < batch.size(); i++) {
            copy.add(batch.message(i), batch.addressees(i));
        }
        return copy;
    }

    // ---- what happens to brokers

    /** Starts a broker that is down, and registers it. */
    public void start(int broker) {
        all[broker].start();
        register(broker);
    }

    /** A broker that has lost its lease, or has none, gets one. */
    public void register(int broker) {
        List<Member> members = others(broker);
        members.add(new Member(all[broker].nodeId(), ++lastEpoch, "h:" + broker));
        view = new View(members);
        tellAll();
    }

    private List<Member> others(int broker) {
        List<Member> members = new ArrayList<>(view.members());
        members.removeIf(member -> member.nodeId().equals(all[broker].nodeId()));
        return members;
    }

    private void tellAll() {
        View now = view;
        for (Broker broker : all) {
            if (broker.isAlive) {
                broker.soon(() -> broker.onView(now, broker.registered()));
            }
        }
    }

    /** As {@code kill -9} does: the process is gone, and what it was writing may be written or not. */
    public void kill(int broker) {
        all[broker].isAlive = false;
        all[broker].held.clear();
    }

    /** As {@code kill -STOP} does. */
    public void stop(int broker) {
        all[broker].isStopped = true;
    }

    /** As {@code kill -CONT} does. */
    public void goOn(int broker) {
        Broker it = all[broker];
        it.isStopped = false;
        List<Runnable> late = List.copyOf(it.held);
        it.held.clear();
        late.forEach(network::add);
    }

    /** Its lease has run out: it is not in the cluster any more. */
    public void expire(int broker) {
        view = new View(others(broker));
        tellAll();
    }

    public boolean isAlive(int broker) {
        return all[broker].isAlive;
    }

    public boolean isUp(int broker) {
        return all[broker].isAlive && !all[broker].isStopped;
    }

    public boolean isRegistered(int broker) {
        return view.members().stream().anyMatch(one -> one.nodeId().equals(all[broker].nodeId()));
    }

    public World world(int broker) {
        return all[broker].world();
    }

    public int owned(int broker) {
        return all[broker].ownership.owned();
    }

    /** A client that is let in by a broker. */
    public Client connected(int broker, String clientId, Connecting how) {
        Client client = world(broker).client(clientId);
        client.begin(how);
        settle();
        client.take(ConnAck.class);
        return client;
    }

    // ---- time

    /** Something happens, somewhere. */
    public void step(Random chance) {
        Broker broker = all[chance.nextInt(all.length)];
        if (chance.nextInt(4) == 0 && !network.isEmpty()) {
            network.remove().run();
        } else if (broker.isAlive && !broker.isStopped) {
            broker.world().step();
            if (chance.nextInt(8) == 0) {
                broker.routes.gather();
                broker.learn();
            }
        }
    }

    /** Everything that follows happens, on all brokers that run. */
    public void run() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (Broker broker : all) {
                if (broker.isAlive && !broker.isStopped) {
                    broker.world().run();
                    broker.routes.gather();
                }
            }
            for (Broker broker : all) {
                if (broker.isAlive && !broker.isStopped) {
                    broker.learn();
                }
            }
            for (int left = network.size(); left > 0; left--) {
                busy = true;
                network.remove().run();
            }
        }
    }

    /** As {@link #run}, and time passes so that what is tried again is. */
    public void settle() {
        for (int i = 0; i < 8; i++) {
            passes(Duration.ofMillis(100));
        }
    }

    public void passes(Duration time) {
        run();
        for (long left = time.toMillis(); left > 0; left -= 100) {
            for (Broker broker : all) {
                if (broker.isAlive && !broker.isStopped) {
                    broker.world().passes(Duration.ofMillis(100));
                    broker.tick();
                }
            }
            run();
        }
    }
}
