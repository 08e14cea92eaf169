package io.robustmq.broker.server.cluster;

import io.robustmq.broker.api.v1.Hello;
import io.robustmq.broker.core.cluster.ClientOwnership;
import io.robustmq.broker.core.cluster.Member;
import io.robustmq.broker.core.cluster.NodeFigures;
import io.robustmq.broker.core.cluster.OwnRoutes;
import io.robustmq.broker.core.cluster.OwnerMessage;
import io.robustmq.broker.core.cluster.OwnershipPort;
import io.robustmq.broker.core.cluster.PeerFigures;
import io.robustmq.broker.core.cluster.PeerRoutes;
import io.robustmq.broker.core.cluster.View;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.lane.Evacuation;
import io.robustmq.broker.core.node.ClusterPorts;
import io.robustmq.broker.core.node.Node;
import io.robustmq.broker.core.node.SharedSessions;
import io.robustmq.broker.core.subscription.RemoteBroker;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.tls.MutualTls;
import io.robustmq.broker.server.tls.TlsSettings;
import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.placement.client.session.NodeIdentity;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This broker's part in the cluster: the view of who is in it, the peers, and what of this broker they are told.
 *
 * <p>Views come one after the other, on one thread. When this broker is not in the view its clients are ended first, and only then
 * another view counts.
 */
public final class Cluster implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Cluster.class);

    /** Changes of routes are gathered for so long. */
    private static final long GATHER_MILLIS = 5;

    private static final long TICK_MILLIS = 100;

    private final ClusterSettings settings;
    private final NodeIdentity identity;
    private final @Nullable MutualTls tls;
    private final ClusterCounters counters = new ClusterCounters();
    private final PeerBacklog backlog = new PeerBacklog();
    private final PeerFigures figures = PeerFigures.ofCluster();
    private final OwnRoutes routes;
    private final ClientOwnership ownership = new ClientOwnership(new ToPeers());
    private final ScheduledExecutorService thread = Threads.single();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    /** By node id, those of the view. Changed on the cluster's thread. */
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();

    private volatile @Nullable Node node;
    private volatile @Nullable SharedSessions sessions;
    private volatile @Nullable Member self;
    private @Nullable ClusterPort port;
    private volatile @Nullable Membership membership;
    private View view = View.EMPTY;
    private volatile long drainingSinceNanos;

    /** Whether clients of the time before are still being ended. On the cluster's thread. */
    private boolean isEnding;

    /** Whether storage is told of this broker's epoch; and the last one that it knows. On the cluster's thread. */
    private boolean isEntering;

    private @Nullable Member entered;

    /** Sessions that cannot be read, as was said last. On the cluster's thread. */
    private int saidUnreadable;

    /** What the view is to be. On the cluster's thread. */
    private Collection<Member> alive = List.of();

    private @Nullable Member wanted;

    private Cluster(ClusterSettings settings, boolean isStorageShared) {
        this.settings = settings;
        this.routes = new OwnRoutes(this::onRoutesChanged, isStorageShared);
        this.identity = identityIn(settings.folder());
        TlsSettings files = settings.tls();
        this.tls = files == null ? null : PeerTls.open(files);
    }

    private static NodeIdentity identityIn(Path folder) {
        try {
            return NodeIdentity.in(folder);
        } catch (UncheckedIOException e) {
            throw new InvalidConfigurationException("data_path", e.getMessage() + ": " + e.getCause());
        }
    }

    /**
     * The cluster of the settings; nothing is opened yet.
     *
     * @param isStorageShared whether all its brokers have the same storage
     * @return null if the broker is on its own
     * @throws InvalidConfigurationException if the data folder or the certificates cannot be used
     */
    public static @Nullable Cluster of(BrokerConfig config, boolean isStorageShared) {
        return config.placementCenter().isEmpty() ? null : new Cluster(ClusterSettings.of(config), isStorageShared);
    }

    /** What the node is to be made with. */
    public ClusterPorts ports() {
        return new ClusterPorts(routes, ownership, backlog, figures);
    }

    /**
     * Opens the port and registers, as often as it takes. Clients are let in from when this broker is in the view.
     *
     * @throws java.io.UncheckedIOException if the port cannot be opened
     */
    public void begin(Node made, String version) {
        node = made;
        sessions = new SharedSessions(made, ownership, routes, this::onThread, this::tell);
        ClusterPort opened = new ClusterPort(
                settings.bind(),
                new PeersService(
                        new Greeting(this::peer),
                        (from, message) -> onMessage(from.member(), message),
                        this::onFigures,
                        made,
                        thread,
                        counters),
                settings.largestMessage(),
                tls);
        port = opened;
        figures.onOwn(own -> peers.values().forEach(peer -> peer.tell(own)));
        membership = new Membership(settings, identity, opened.port(), version, thread, new Told(made.evacuation()));
        var unused = thread.scheduleAtFixedRate(this::onTick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        LOG.infof(
                "cluster: node %s at %s:%d, placement centre %s",
                identity.nodeId(), settings.host(), opened.port(), settings.placement());
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException _) {
            // the broker has stopped
        }
    }

    private void onTick() {
        ownership.onTick();
        SharedSessions of = sessions;
        if (of != null) {
            of.onTick(this::knownRows);
            sayUnreadable();
        }
    }

    /** Says it once in each view, and when there are more. */
    private void sayUnreadable() {
        int now = unreadableSessions();
        if (now > saidUnreadable) {
            LOG.errorf(
                    "storage has sessions of %d clients that this version cannot read: they are passed over, and those clients not let in here",
                    now);
        }
        saidUnreadable = now;
    }

    /** The number of another's rows that are here and go on to be told. */
    private long knownRows(Member member) {
        Peer peer = peers.get(member.nodeId());
        return peer != null && peer.member().equals(member) && peer.isHeard()
                ? peer.routes().number()
                : PeerRoutes.NOTHING;
    }

    private void onMessage(Member from, OwnerMessage message) {
        SharedSessions of = sessions;
        if (message instanceof OwnerMessage.Adopted adopted && of != null) {
            onThread(() -> of.onMessage(from, adopted));
        } else {
            ownership.onMessage(from, message);
        }
    }

    private void onFigures(Peer from, NodeFigures its) {
        onThread(() -> {
            if (peers.get(from.member().nodeId()) == from) {
                figures.put(from.member(), its);
            }
        });
    }

    private void tell(Member to, OwnerMessage message) {
        Peer peer = peers.get(to.nodeId());
        if (peer != null && peer.member().equals(to)) {
            peer.routesChanged();
            peer.say(message);
        }
    }

    private void onReconnected(Member member) {
        ownership.onReconnected(member);
        SharedSessions of = sessions;
        if (of != null) {
            onThread(() -> of.onReconnected(member));
        }
    }

    // ---- the view

    /** On the cluster's thread. */
    private final class Told implements Membership.Listener {
        private final Evacuation evacuation;

        Told(Evacuation evacuation) {
            this.evacuation = evacuation;
        }

        @Override
        public void onAlive(Collection<Member> members, @Nullable Member me) {
            alive = members;
            wanted = me;
            maybeChangeView();
        }

        @Override
        public void onDrained(@Nullable String others) {
            if (!isDraining()) {
                drainingSinceNanos = System.nanoTime();
                LOG.infof("cluster: this broker is drained; clients go elsewhere, %d a second", settings.drainRate());
            }
            evacuation.begin(new Evacuation.Order(settings.drainRate(), others));
        }

        @Override
        public void onServing() {
            if (isDraining()) {
                LOG.info("cluster: this broker is not drained any more; clients are let in again");
            }
            evacuation.end();
        }
    }

    private void maybeChangeView() {
        Member me = wanted;
        Member before = self;
        if (isEnding || isEntering) {
            return;
        }
        if (before != null && !before.equals(me)) {
            leaveView();
            return;
        }
        View next = me == null ? View.EMPTY : new View(alive);
        if (next.id() == view.id()) {
            return;
        }
        if (me != null && before == null && !me.equals(entered)) {
            enter(me);
            return;
        }
        view = next;
        SharedSessions of = sessions;
        if (of != null) {
            of.onView(next, me); // before what is known of others goes
        }
        part(next);
        if (me != null) {
            next.members().stream()
                    .filter(member -> !member.equals(me) && !peers.containsKey(member.nodeId()))
                    .forEach(member -> meet(member, me));
            self = me;
            ownership.onView(next, me);
            LOG.infof(
                    "cluster: in the view with epoch %d, brokers %d",
                    me.epoch(), next.members().size());
        }
    }

    /** This broker comes with another epoch: storage that brokers share knows it by that from now on. */
    private void enter(Member me) {
        Node of = node;
        if (of == null || !of.isShared()) {
            entered = me;
            maybeChangeView();
            return;
        }
        isEntering = true;
        of.enter(me)
                .whenComplete((mayEnter, failure) -> onThread(() -> {
                    isEntering = false;
                    if (failure != null) {
                        LOG.warnf(
                                "cluster: storage does not know this broker yet, it is tried again: %s",
                                failure.getMessage());
                        var unused = thread.schedule(this::maybeChangeView, TICK_MILLIS, TimeUnit.MILLISECONDS);
                    } else if (mayEnter) {
                        entered = me;
                        maybeChangeView();
                    } else {
                        LOG.warn("cluster: others take this broker for gone; it waits for another lease");
                    }
                }));
    }

    /** This broker is not in the cluster any more, or is another member from now on: its clients go before anything else. */
    private void leaveView() {
        LOG.warn("cluster: this broker's lease has ended; its clients are, too, until it has another one");
        self = null;
        view = View.EMPTY;
        SharedSessions shared = sessions;
        if (shared != null) {
            shared.onView(View.EMPTY, null);
        }
        ownership.onView(View.EMPTY, null);
        Node of = node;
        if (of != null) {
            isEnding = true;
            of.loseClients(() -> thread.execute(() -> {
                isEnding = false;
                part(View.EMPTY);
                maybeChangeView();
            }));
        }
    }

    private void part(View next) {
        for (Peer peer : new ArrayList<>(peers.values())) {
            if (!next.contains(peer.member())) {
                peers.remove(peer.member().nodeId());
                figures.remove(peer.member());
                peer.close();
                LOG.infof("cluster: broker %s has left", peer.member().nodeId());
            }
        }
    }

    private void meet(Member member, Member me) {
        Node of = node;
        if (of == null) {
            throw new IllegalStateException("not begun");
        }
        Hello hello = Hello.newBuilder()
                .setNodeId(me.nodeId())
                .setEpoch(me.epoch())
                .setToNodeId(member.nodeId())
                .setToEpoch(member.epoch())
                .setFormat(PeerFormat.SPOKEN)
                .build();
        PeerChannel channel = new PeerChannel(member.address(), workers, tls);
        ControlStream control =
                new ControlStream(channel, hello, routes, () -> onReconnected(member), thread, workers, counters);
        ForwardStream forward =
                new ForwardStream(channel, hello, backlog, settings.peerBytes(), thread, workers, counters);
        PeerRoutes theirs = new PeerRoutes(
                new RemoteBroker(member.nodeId(), forward), of.subscriptions().tree());
        Peer peer = new Peer(member, theirs, control, forward, channel);
        peers.put(member.nodeId(), peer);
        peer.start();
        LOG.infof("cluster: broker %s at %s has come", member.nodeId(), member.address());
    }

    /** Who says hello, if it means this broker as it is now, and is in the view. */
    private @Nullable Peer peer(Hello hello) {
        Member me = self;
        Peer known = peers.get(hello.getNodeId());
        boolean isMeant = me != null && me.nodeId().equals(hello.getToNodeId()) && me.epoch() == hello.getToEpoch();
        return isMeant && known != null && known.member().epoch() == hello.getEpoch() ? known : null;
    }

    // ---- from the core

    private void onRoutesChanged() {
        if (!thread.isShutdown()) {
            var unused = thread.schedule(
                    () -> {
                        routes.gather();
                        peers.values().forEach(Peer::routesChanged);
                    },
                    GATHER_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private final class ToPeers implements OwnershipPort {
        @Override
        public boolean fences(View of) {
            SharedSessions shared = sessions;
            return shared == null || shared.fences(of);
        }

        @Override
        public void settled(View of) {
            SharedSessions shared = sessions;
            if (shared != null) {
                shared.settled(of);
            }
        }

        @Override
        public boolean orphaned(String clientId) {
            SharedSessions shared = sessions;
            return shared != null && shared.orphaned(clientId);
        }

        @Override
        public boolean isPassedOver(String clientId) {
            SharedSessions shared = sessions;
            return shared != null && shared.isPassedOver(clientId);
        }

        @Override
        public boolean mayServe(Member me) {
            Membership registered = membership;
            return registered == null || registered.mayServe(me.epoch()); // registered, and about to be known
        }

        @Override
        public void send(Member to, OwnerMessage message) {
            Peer peer = peers.get(to.nodeId());
            if (peer != null && peer.member().equals(to)) {
                peer.say(message);
            }
        }

        @Override
        public void giveUp(String clientId, Runnable done) {
            Node of = node;
            if (of != null) {
                of.giveUp(clientId, done);
            }
        }
    }

    // ---- what shows

    /** Whether clients are being sent to other brokers, and none is let in. */
    public boolean isDraining() {
        Node of = node;
        return of != null && of.evacuation().order() != null;
    }

    /** For how many seconds clients have been sent away; 0 if they are not. */
    public long drainingSeconds() {
        return isDraining() ? TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - drainingSinceNanos) : 0;
    }

    /** Whether clients are let in. */
    public boolean isMember() {
        return self != null;
    }

    /** Whether this broker is in the view, and reaches all others of it. */
    public boolean isJoined() {
        return isMember() && peers.values().stream().allMatch(Peer::isReached);
    }

    public String nodeId() {
        return identity.nodeId();
    }

    public int peers() {
        return peers.size();
    }

    /** Filters of this broker's sessions that others are told of. */
    public int ownRoutes() {
        return routes.size();
    }

    /** Filters of all others. */
    public long peerRoutes() {
        return peers.values().stream().mapToLong(peer -> peer.routes().size()).sum();
    }

    public int ownedClientIds() {
        return ownership.owned();
    }

    /** Clients whose sessions in storage that brokers share are passed over, since something of them cannot be read. */
    public int unreadableSessions() {
        Node of = node;
        return of == null ? 0 : of.unreadable().size();
    }

    /** Bytes of the messages that wait for others, or that they have not accepted yet. */
    public long waitingBytes() {
        return peers.values().stream().mapToLong(Peer::waitingBytes).sum();
    }

    public ClusterCounters counters() {
        return counters;
    }

    // ---- the end

    /**
     * Leaves in order: what waits for others is sent, then the placement centre is told. The clients are gone.
     *
     * @param deadlineNanos until when that may take
     */
    public void leave(long deadlineNanos) {
        while (waitingBytes() > 0 && isMember() && deadlineNanos - System.nanoTime() > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS / 10));
        }
        if (membership != null) {
            membership.leave(deadlineNanos);
        }
    }

    @Override
    public void close() {
        if (membership != null) {
            membership.close();
        }
        thread.shutdownNow();
        peers.values().forEach(Peer::close);
        workers.shutdownNow();
        if (port != null) {
            port.close();
        }
        if (tls != null) {
            tls.close();
        }
    }

    private static final class Threads {
        static ScheduledExecutorService single() {
            ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("cluster").factory());
            one.setRemoveOnCancelPolicy(true);
            return one;
        }
    }
}
