package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.will;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One run: a seed, a world, some publishers and subscribers, and a number of things that happen. */
final class Simulation {
    private static final int EVENTS = 500;
    private static final int ROUNDS_TO_REST = 2_000;
    private static final List<String> TOPICS = List.of("a/1", "a/2", "b/1", "b/2/c", "d");
    private static final List<String> FILTERS = List.of("#", "a/+", "a/1", "+/1", "b/#", "d", "+/2/#");

    private final Random chance;
    private final World world;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<Subscriber> group = new ArrayList<>();
    private final Client passerBy;

    Simulation(long seed) {
        chance = new Random(seed);
        int receiveMaximum = 1 + chance.nextInt(30);
        world = new Setup()
                .seed(seed)
                .lanes(1 + chance.nextInt(4))
                .splitReads()
                .receiveMaximum(receiveMaximum)
                .inflight(1 + chance.nextInt(20))
                .pendingBytes(50_000 + chance.nextInt(200_000))
                .strategy(any(List.of(Strategy.values())))
                .start();
        for (int i = 0; i < 4; i++) {
            subscribers.add(new Subscriber(world, "s" + i, window(), someFilters()));
        }
        for (int i = 0; i < 3; i++) {
            group.add(new Subscriber(world, "g" + i, window(), Map.of("$share/g/#", 1)));
        }
        for (int i = 0; i < 3; i++) {
            publishers.add(new Publisher(world, "p" + i, receiveMaximum));
        }
        passerBy = world.client("passer-by");
    }

    private int window() {
        return 1 + chance.nextInt(chance.nextInt(4) == 0 ? 20 : 3);
    }

    private Map<String, Integer> someFilters() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        for (int i = 1 + chance.nextInt(3); i > 0; i--) {
            filters.put(FILTERS.get(chance.nextInt(FILTERS.size())), chance.nextInt(3));
        }
        return filters;
    }

    World world() {
        return world;
    }

    List<Publisher> publishers() {
        return publishers;
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }

    /** The members of one shared subscription to everything. */
    List<Subscriber> group() {
        return group;
    }

    private <T> T any(List<T> list) {
        return list.get(chance.nextInt(list.size()));
    }

    private Subscriber anySubscriber() {
        return chance.nextInt(3) == 0 ? any(group) : any(subscribers);
    }

    /** Lets things happen, then brings everybody back and waits until nothing is left to do. */
    void run() {
        for (int i = 0; i < EVENTS; i++) {
            happen(chance.nextInt(100));
            for (int steps = chance.nextInt(6); steps > 0; steps--) {
                world.step();
            }
            listen();
        }
        rest();
    }

    private void happen(int what) {
        if (what < 50) {
            publishSome(any(publishers), any(TOPICS), chance.nextInt(3));
        } else if (what < 70) {
            anySubscriber().answer(1 + chance.nextInt(5));
        } else if (what < 77) {
            comeOrGo(anySubscriber());
        } else if (what < 81) {
            comeOrGo(any(publishers));
        } else if (what < 86) {
            anySubscriber().client().mayRead(chance.nextInt(20_000));
        } else if (what < 92) {
            anySubscriber().client().mayRead(Long.MAX_VALUE);
        } else if (what < 95) {
            passBy();
        } else if (what < 97) {
            world.passes(Duration.ofMillis(100));
        }
    }

    private void publishSome(Publisher publisher, String topic, int qos) {
        for (int i = chance.nextInt(4); i >= 0; i--) {
            int padding = chance.nextInt(20) == 0 ? chance.nextInt(100_000) : chance.nextInt(100);
            publisher.publish(topic, qos, padding);
        }
    }

    private void comeOrGo(Subscriber one) {
        if (one.isOnline() && chance.nextBoolean()) {
            one.drop();
        } else {
            one.reconnect(window()); // taking over, if it was there
        }
    }

    private void comeOrGo(Publisher one) {
        if (one.isOnline() && chance.nextBoolean()) {
            one.drop();
        } else {
            one.reconnect();
        }
    }

    /** Somebody else comes, subscribes to all, and is gone the next time. */
    private void passBy() {
        passerBy.begin(cleanly().with(will("$nobody/listens", "gone")));
        if (chance.nextBoolean()) {
            passerBy.dropSilently();
        }
    }

    private void listen() {
        publishers.forEach(Publisher::listen);
        subscribers.forEach(Subscriber::listen);
        group.forEach(Subscriber::listen);
    }

    private void rest() {
        world.run();
        listen();
        publishers.stream().filter(one -> !one.isOnline()).forEach(Publisher::reconnect);
        List<Subscriber> all = new ArrayList<>(subscribers);
        all.addAll(group);
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            all.stream().filter(one -> !one.isOnline()).forEach(one -> one.reconnect(window()));
            world.passes(Duration.ofMillis(100));
            listen();
            all.forEach(one -> one.client().mayRead(Long.MAX_VALUE));
            all.forEach(one -> one.answer(Integer.MAX_VALUE));
            if (world.count(c -> c.inflight + c.queuedMessages) == 0
                    && publishers.stream().allMatch(Publisher::isDone)
                    && all.stream().allMatch(Subscriber::isDone)) {
                world.run();
                listen();
                return;
            }
        }
        throw new AssertionError("never at rest: " + world.gauges());
    }

    /** Ends every session. */
    void end() {
        passerBy.connected().disconnect();
        for (Publisher one : publishers) {
            one.client().connected(cleanly()).disconnect();
        }
        for (Subscriber one : subscribers) {
            one.client().connected(cleanly()).drop();
        }
        for (Subscriber one : group) {
            one.client().connected(cleanly()).drop();
        }
    }
}
