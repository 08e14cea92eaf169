package io.robustmq.broker.core.world;

import io.robustmq.broker.core.node.Node;
import io.robustmq.broker.core.node.NodePorts;
import io.robustmq.broker.core.port.ClientEvents;
import io.robustmq.broker.core.port.Peer;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * One node, its lanes and its clients, all on the test's thread. Nothing happens but in {@link #run}, {@link #passes}, and the
 * methods of {@link Client} that wait for an answer; what happens depends on the {@link Setup} and its seed alone.
 */
public final class World {
    private static final long TICK_MILLIS = 100;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int TURNS_BEFORE_IT_COUNTS_AS_ENDLESS = 20_000_000;

    private final Setup setup;
    private final Random chance;
    private final List<FakeLane> lanes;
    private final Node node;
    private final List<FakeLane> busy = new ArrayList<>();
    private long nowNanos = Duration.ofDays(3).toNanos();
    private long wallMillis;
    private int heapPercent;
    private int ports;

    World(Setup setup) {
        this(setup, 1_700_000_000_000L);
    }

    private World(Setup setup, long wallMillis) {
        this.wallMillis = wallMillis;
        this.setup = setup;
        this.chance = new Random(setup.seed);
        this.lanes = IntStream.range(0, setup.lanes).mapToObj(FakeLane::new).toList();
        this.node = new Node(
                setup.settings(),
                new NodePorts(
                        setup.authenticator,
                        setup.authorizer,
                        setup.storage,
                        ClientEvents.NONE,
                        lanes,
                        () -> heapPercent,
                        chance,
                        setup.cluster),
                "test",
                nowNanos,
                wallMillis);
        lanes.forEach(lane -> lane.start(node.lane(lane.index)));
        node.recover(wallMillis);
        run();
    }

    /**
     * The process is killed and started again, after some time: what storage has done is there, and nothing else. Clients have
     * lost their connections without a word; use those of the new world.
     */
    public World killed(Duration down) {
        setup.storage.crash();
        return again(down);
    }

    /** The process is stopped as it should be, and started again, after some time. */
    public World stopped(Duration down) {
        shutDown(() -> {});
        run();
        return again(down);
    }

    /** All steps of a stop in order, each when the one before is done. */
    public void shutDown(Runnable done) {
        node.publishWills(() -> node.disconnectAll(() -> node.saveAll(done)));
    }

    private World again(Duration down) {
        return new World(setup, wallMillis + down.toMillis());
    }

    public Node node() {
        return node;
    }

    /** A client with this id that speaks MQTT 5.0 unless told otherwise; not connected yet. */
    public Client client(String id) {
        return new Client(this, id);
    }

    // ---- time

    long nowNanos() {
        return nowNanos;
    }

    public long wallMillis() {
        return wallMillis;
    }

    /** Lets time pass, with a tick on every lane each 100 ms, and all that follows from it. */
    public void passes(Duration time) {
        run();
        for (long left = time.toMillis(); left > 0; left -= TICK_MILLIS) {
            long step = Math.min(left, TICK_MILLIS);
            nowNanos += step * NANOS_PER_MILLI;
            wallMillis += step;
            tick();
        }
    }

    /** Lets time pass with no tick but one at the end, as when the machine was asleep. */
    public void jumps(Duration time) {
        idles(time);
        tick();
    }

    /** Lets time pass without any tick. */
    public void idles(Duration time) {
        run();
        nowNanos += time.toNanos();
        wallMillis += time.toMillis();
    }

    /** A tick on every lane, without time passing. */
    public void tick() {
        lanes.forEach(lane -> lane.execute(() -> lane.events().onTick(nowNanos, wallMillis)));
        run();
    }

    public void heapIsFull(int percent) {
        heapPercent = percent;
    }

    // ---- lanes

    /** A tick on one lane; the others stand still. */
    public void tickOnly(int index) {
        FakeLane lane = lanes.get(index);
        lane.execute(() -> lane.events().onTick(nowNanos, wallMillis));
        runOnly(index);
    }

    /** Gives lanes turns, in an order the seed chooses, until nobody has anything to do. */
    public void run() {
        for (int turns = 0; step(); turns++) {
            if (turns == TURNS_BEFORE_IT_COUNTS_AS_ENDLESS) {
                throw new AssertionError("the lanes never come to rest");
            }
        }
    }

    /** Gives one lane one turn; false if nobody has anything to do. */
    public boolean step() {
        busy.clear();
        for (FakeLane lane : lanes) {
            if (!lane.isIdle()) {
                busy.add(lane);
            }
        }
        FakeStorage storage = setup.storage;
        boolean storageBusy = !storage.isIdle();
        if (busy.isEmpty() && !storageBusy) {
            return false;
        }
        int chosen = choose(busy.size() + (storageBusy ? 1 : 0));
        if (chosen == busy.size()) {
            storage.step();
            return true;
        }
        FakeLane lane = busy.get(chosen);
        lane.turn(1 + choose(lane.waiting()));
        return true;
    }

    FakeLane lane(int index) {
        return lanes.get(index);
    }

    /** Gives one lane one turn of at most this many tasks; the others stand still. */
    public void turn(int index, int tasks) {
        lanes.get(index).turn(tasks);
    }

    /** Runs one lane until it has nothing to do; the others stand still. */
    public void runOnly(int index) {
        FakeLane lane = lanes.get(index);
        while (!lane.isIdle()) {
            lane.turn(lane.waiting());
        }
    }

    /** A number in [0, bound) that depends on the seed. */
    int choose(int bound) {
        return bound == 1 ? 0 : chance.nextInt(bound);
    }

    boolean splitsReads() {
        return setup.splitReads;
    }

    FakeLane accepting() {
        return lanes.get(choose(lanes.size()));
    }

    Peer newPeer() {
        return new Peer("10.0.0.1", 1024 + ports++, "tcp", null);
    }

    // ---- what is counted

    public long count(ToLongFunction<LaneCounters> counter) {
        return node.counters().stream().mapToLong(counter).sum();
    }

    public long dropped(Drop why) {
        return count(lane -> lane.droppedBecause(why));
    }

    /** The gauges, all of which are 0 when every session has ended. */
    public String gauges() {
        return "connections %d, sessions %d, subscriptions %d, shared %d, inflight %d, queued %d, bytes %d, wills %d"
                .formatted(
                        count(c -> c.connections),
                        count(c -> c.sessions),
                        count(c -> c.subscriptions),
                        count(c -> c.sharedSubscriptions),
                        count(c -> c.inflight),
                        count(c -> c.queuedMessages),
                        count(c -> c.queuedBytes),
                        count(c -> c.pendingWills));
    }

    public static final String ALL_GAUGES_ZERO =
            "connections 0, sessions 0, subscriptions 0, shared 0, inflight 0, queued 0, bytes 0, wills 0";
}
