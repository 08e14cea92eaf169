package io.robustmq.broker.core.node;

import io.netty.buffer.ByteBuf;
import io.robustmq.broker.core.cluster.Member;
import io.robustmq.broker.core.connection.ClientIds;
import io.robustmq.broker.core.connection.Connection;
import io.robustmq.broker.core.connection.ServerContext;
import io.robustmq.broker.core.durable.Arrivals;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.ShardFeed;
import io.robustmq.broker.core.group.StoredGroup;
import io.robustmq.broker.core.lane.Attachment;
import io.robustmq.broker.core.lane.Evacuation;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.lane.LeasedThread;
import io.robustmq.broker.core.lane.NodeMemory;
import io.robustmq.broker.core.lane.OpenClaims;
import io.robustmq.broker.core.lane.PeerDeliveries;
import io.robustmq.broker.core.lane.StoredClients;
import io.robustmq.broker.core.lane.UnreadableClients;
import io.robustmq.broker.core.port.LaneEvents;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.LinkEvents;
import io.robustmq.broker.core.port.MemoryGauge;
import io.robustmq.broker.core.retained.RetainedMessages;
import io.robustmq.broker.core.routing.Router;
import io.robustmq.broker.core.session.StoredSession;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.stored.BrokerFence;
import io.robustmq.broker.core.stored.WillRecord;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriptions;
import io.robustmq.broker.mqtt.codec.ConnectGlance;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The whole broker process without its sockets: lanes and what they share. Made once; {@link #lane} is handed to whoever runs
 * the lane's thread.
 */
public final class Node {
    private final List<Lane> lanes;
    private final ServerContext context;
    private final NodeMemory memory;
    private final RetainedMessages retained;
    private final Subscriptions subscriptions;
    private final MemoryGauge memoryGauge;
    private final SysTopics sysTopics;
    private final Storage storage;
    private final Trimming trim;
    private final LaneRounds rounds;
    private final Evacuation evacuation = new Evacuation();
    private final List<LaneEvacuation> evacuations;
    private final PeerDeliveries peerDeliveries;
    private final List<ShardFeed> feeds;
    private final Router router;
    private final Fences fences;
    private final boolean isShared;
    private final OpenClaims openClaims = new OpenClaims();
    private final UnreadableClients unreadable = new UnreadableClients();
    private volatile long wallMillis;

    /**
     * @param version shown to clients under {@code $SYS}
     * @param nowNanos monotonic time
     * @param wallMillis wall-clock time
     */
    public Node(Settings settings, NodePorts ports, String version, long nowNanos, long wallMillis) {
        List<? extends LaneThread> threads = ports.threads();
        this.storage = ports.storage();
        this.isShared = storage.isShared() && !ports.cluster().ownership().isAlone();
        this.wallMillis = wallMillis;
        this.fences = new Fences(storage);
        this.subscriptions = new Subscriptions(
                settings.shared().strategy(), ports.chance(), ports.cluster().census(), !isShared);
        this.retained = new RetainedMessages(settings.retained());
        this.memory = new NodeMemory(settings.memory());
        this.memoryGauge = ports.memory();
        this.router = new Router(
                subscriptions.tree(),
                threads.size(),
                settings.shared().strategy(),
                settings.durable(),
                settings.memory().routeBytes());
        AtomicInteger sessions = new AtomicInteger();
        List<Lane> made = new ArrayList<>(threads.size());
        this.feeds = feeds(storage, router, arrivals(made, threads.size()), () -> made.getFirst()
                .isNodeBehind());
        router.storesAll(isShared);
        boolean isAlone = ports.cluster().ownership().isAlone();
        for (int i = 0; i < threads.size(); i++) {
            LeasedThread leased = new LeasedThread(threads.get(i));
            LaneThread thread = isAlone ? threads.get(i) : leased;
            made.add(new Lane(
                    i,
                    thread,
                    router,
                    subscriptions,
                    retained,
                    memory,
                    new LaneStorage(i, thread, feeds),
                    ports.cluster().backlog(),
                    ports.cluster().ownership(),
                    this::readClient,
                    openClaims,
                    unreadable,
                    settings.sessions(),
                    sessions,
                    nowNanos,
                    wallMillis));
            leased.looksBy(made.get(i).claims()::requireLease);
        }
        made.forEach(lane -> lane.join(made));
        this.trim = new Trimming(feeds, made.size(), settings.durable(), nowNanos);
        this.lanes = List.copyOf(made);
        this.peerDeliveries = new PeerDeliveries(router, lanes, isShared);
        this.evacuations = lanes.stream()
                .map(lane -> new LaneEvacuation(lane, evacuation, lanes.size()))
                .toList();
        this.rounds = new LaneRounds(lanes, storage.shards());
        this.context = new ServerContext(
                settings,
                ports.authenticator(),
                ports.authorizer(),
                ports.clients(),
                lanes,
                subscriptions,
                new ClientIds(settings.nodeId(), ports.chance().nextLong()),
                evacuation);
        this.sysTopics = new SysTopics(this, settings, ports.cluster().figures(), version, nowNanos);
    }

    private static List<Consumer<Arrivals>> arrivals(List<Lane> lanes, int count) {
        return IntStream.range(0, count)
                .<Consumer<Arrivals>>mapToObj(
                        lane -> arrivals -> lanes.get(lane).arrive(arrivals))
                .toList();
    }

    private List<ShardFeed> feeds(
            Storage from, Router by, List<Consumer<Arrivals>> arrivals, BooleanSupplier isBehind) {
        return IntStream.range(0, from.shards())
                .mapToObj(shard -> new ShardFeed(shard, from.shard(shard), by, retained, arrivals, isShared, isBehind))
                .toList();
    }

    /**
     * Takes up what storage has of an earlier process: sessions, subscriptions, retained messages. To be done before any
     * client comes, with the lanes' threads running.
     *
     * @return done, with the number of sessions, when all lanes have theirs
     */
    public CompletionStage<Integer> recover(long wallMillis) {
        if (isShared) {
            return new Recovery(storage, retained, wallMillis, unreadable)
                    .readRetained()
                    .thenApply(_ -> {
                        feeds.forEach(ShardFeed::beginTail);
                        return 0;
                    });
        }
        return new Recovery(storage, retained, wallMillis, unreadable).read().thenCompose(found -> {
            CompletableFuture<Integer> done = new CompletableFuture<>();
            Map<Lane, List<StoredSession>> byLane = found.sessions().stream()
                    .collect(Collectors.groupingBy(
                            one -> context.home(one.session().clientId())));
            rounds.each(
                    lane -> restoreSessions(lane, byLane.getOrDefault(lane, List.of()), found),
                    () -> rounds.each(
                            lane -> restoreGroups(lane, found.groups()),
                            () -> rounds.each(lane -> lane.sessions().begin(), () -> {
                                trim.begin();
                                done.complete(found.sessions().size());
                            })));
            return done;
        });
    }

    private CompletionStage<StoredClients> readClient(String clientId) {
        return new Recovery(storage, retained, wallMillis, unreadable).readClient(clientId);
    }

    private void restoreSessions(Lane lane, List<StoredSession> sessions, Recovery.Found found) {
        sessions.forEach(lane.sessions()::restore);
        found.wills().stream()
                .filter(will -> context.home(will.clientId()) == lane)
                .forEach(lane.sessions()::restore);
        found.ended().stream()
                .filter(clientId -> context.home(clientId) == lane)
                .forEach(lane.storage()::clear);
    }

    private void restoreGroups(Lane lane, Map<TopicFilter, StoredGroup> stored) {
        for (SharedGroup group : subscriptions.groups().all()) {
            StoredGroup known = stored.get(group.filter());
            if (known != null && ShardFeed.laneOf(group.filter(), lanes.size()) == lane.index()) {
                lane.restore(group, known);
            }
        }
    }

    /** What the thread of lane {@code index} is to call. */
    public LaneEvents lane(int index) {
        Lane lane = lanes.get(index);
        return new LaneEvents() {
            @Override
            public int homeOf(ByteBuf first) {
                String clientId = ConnectGlance.clientId(first);
                return clientId == null ? index : context.home(clientId).index();
            }

            @Override
            public LinkEvents accept(Link link, long nowNanos) {
                return new Connection(context, lane, link, nowNanos);
            }

            @Override
            public void onTick(long nowNanos, long wallMillis) {
                lane.onTick(nowNanos, wallMillis);
                if (lane.index() == 0) {
                    Node.this.wallMillis = wallMillis;
                    feeds.forEach(ShardFeed::onTick);
                    memory.update(queuedBytes() + memoryGauge.sendBufferBytes(), memoryGauge.heapPercent());
                    sysTopics.onTick(lane, nowNanos);
                }
                trim.onTick(lane, nowNanos);
                evacuations.get(index).onTick(nowNanos);
            }
        };
    }

    private long queuedBytes() {
        long bytes = 0;
        for (Lane lane : lanes) {
            bytes += lane.counters().queuedBytes + lane.inboxBytes();
        }
        return bytes;
    }

    /** About the bytes that wait to be written to storage. */
    public long pendingWriteBytes() {
        return lanes.getFirst().storage().pendingBytes();
    }

    /** Places of the logs that limits of age or size have cut off before every session had read so far. */
    public long cutOffPlaces() {
        return trim.cutOff();
    }

    /** The counters of each lane; see {@link LaneCounters} for who may read them when. */
    public List<LaneCounters> counters() {
        return lanes.stream().map(Lane::counters).toList();
    }

    public RetainedMessages retained() {
        return retained;
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    public NodeMemory memory() {
        return memory;
    }

    // ---- the cluster

    /** Takes what other brokers forward. */
    public PeerDeliveries peerDeliveries() {
        return peerDeliveries;
    }

    /** Whether a lane has more to deliver than it should; for any thread, a moment old. */
    public boolean isBusy() {
        return lanes.getFirst().isNodeBehind();
    }

    /**
     * Another broker gets a client id: who is connected with it here is told so and goes.
     *
     * @param done runs on a lane when nothing is delivered here any more
     */
    public void giveUp(String clientId, Runnable done) {
        Lane home = context.home(clientId);
        home.thread().execute(() -> home.claims().giveUp(clientId, done));
    }

    /**
     * The broker is out of the cluster: clients are told that the server goes, and nobody is let in by what was claimed before.
     *
     * @param done runs on the lane that is last
     */
    public void loseClients(Runnable done) {
        rounds.each(lane -> lane.claims().loseAll(), done);
    }

    // ---- storage that brokers share

    /** Whether other brokers have the same storage: sessions are taken up when this broker owns their ids. */
    public boolean isShared() {
        return isShared;
    }

    /**
     * This broker comes into the cluster, with an epoch: from now on it writes as that.
     *
     * @return whether it may; if not, it is out again
     */
    public CompletionStage<Boolean> enter(Member me) {
        BrokerFence own = new BrokerFence(me.nodeId(), me.epoch(), false);
        return fences.take(own).thenApply(isTaken -> {
            if (isTaken) {
                feeds.forEach(feed -> feed.fence(own.required()));
            }
            return isTaken;
        });
    }

    /** Keeps brokers whose epochs are known to be over from writing: done when they change nothing any more. */
    public CompletionStage<Void> shutOut(Predicate<BrokerFence> isOver) {
        return fences.close(isOver);
    }

    /**
     * Takes up the sessions nobody owns, and publishes the wills nobody else does.
     *
     * @param isHere whether the home of a client id is this broker
     * @param isOrphan whether nobody owns a client id, and it falls to this broker; asked by any thread
     * @param isLeft whether who wrote a will is gone, and it falls to this broker
     * @param done runs on a lane when what they want counts here
     */
    public void adopt(
            Predicate<String> isHere, Predicate<String> isOrphan, Predicate<WillRecord> isLeft, Runnable done) {
        new Adoption(
                        lanes,
                        rounds,
                        context::home,
                        () -> new Recovery(storage, retained, wallMillis, unreadable),
                        isHere,
                        isOrphan,
                        isLeft,
                        unreadable,
                        done)
                .begin();
    }

    /** Takes up the session of a client id that nobody owns, if there is one. */
    public void adopt(String clientId) {
        Lane home = context.home(clientId);
        home.thread().execute(() -> {
            home.claims().adopt(clientId);
            home.later(() ->
                    home.claims().takeUp(clientId)); // a claim of this broker's own home is answered in a later turn
        });
    }

    /** Clients whose sessions are passed over, since something of them cannot be read; of storage that brokers share. */
    public UnreadableClients unreadable() {
        return unreadable;
    }

    /** Client ids that were asked for, and whose sessions are not here yet. */
    OpenClaims openClaims() {
        return openClaims;
    }

    /** Whether it is not known what is wanted: then every message of QoS 1 and 2 is written to the log. For any thread. */
    public void storesAll(boolean yes) {
        router.storesAll(yes);
    }

    // ---- the end

    /** Sends clients to other servers, or lets them in again. */
    public Evacuation evacuation() {
        return evacuation;
    }

    /**
     * The first step of a stop: every lane publishes the wills that are due (MQTT 5.0 §3.1.2.5).
     *
     * @param done runs on a lane when those for stored sessions are written, and all are with their receivers' lanes; never
     *     if storage does not answer
     */
    public void publishWills(Runnable done) {
        // who has the answer of the first round may have it before another lane has the message; not so in the second
        rounds.eachWritten(lane -> lane.sessions().publishWills(), () -> rounds.eachWritten(_ -> {}, done));
    }

    /**
     * The second step: every lane says 0x8B to its clients and closes.
     *
     * @param done runs on the lane that is last; sockets may still be flushing then
     */
    public void disconnectAll(Runnable done) {
        rounds.each(lane -> lane.sessions().connections().forEach(Attachment::onShutdown), done);
    }

    /**
     * The last step, when the connections are gone: what sessions have not written yet, such as their positions, is written.
     *
     * @param done runs on a lane when it is, and all that was to be written before; never if storage does not answer
     */
    public void saveAll(Runnable done) {
        rounds.eachWritten(Lane::saveNow, done);
    }
}
