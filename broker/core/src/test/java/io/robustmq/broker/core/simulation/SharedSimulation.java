package io.robustmq.broker.core.simulation;

import io.robustmq.broker.core.cluster.SharedBrokers;
import io.robustmq.broker.core.world.FakeStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One run of three brokers on one storage: clients come, go, and move; brokers are killed, stand still, are let go of by the others, and come
 * again. In the end all brokers are there, everybody is connected, and nothing is left to do.
 *
 * <p>Either everybody wants much of what everybody publishes. Or they are apart: each subscriber has a publisher of its own, which begins at
 * the same broker, and nobody else wants what that publishes, so that a message is kept for the sake of one session or not at all; and one
 * subscriber has a session that ends with its connection, and stays where it is, at a broker that does not fall.
 */
final class SharedSimulation {
    private static final int BROKERS = 3;
    private static final int EVENTS = 200;
    private static final int ROUNDS_TO_REST = 600;
    private static final int QUIET_ROUNDS = 12;
    private static final List<String> TOPICS = List.of("a/1", "a/2", "b/1");

    /** Which does not fall where a client stays at it. */
    private static final int STEADY = 0;

    private final boolean isApart;
    private final Random chance;
    private final FakeStorage storage;
    private final SharedBrokers brokers;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();

    /** Where each client is. */
    private final Map<Object, Integer> places = new HashMap<>();

    /** @param isApart whether each subscriber has filters and a publisher of its own */
    SharedSimulation(long seed, boolean isApart) {
        this.isApart = isApart;
        chance = new Random(seed);
        storage = new FakeStorage(1 + chance.nextInt(3)).shared().inAnyOrder(chance);
        brokers = new SharedBrokers(BROKERS, storage, seed);
        if (isApart) {
            comeApart();
        } else {
            comeTogether();
        }
        listen();
    }

    private void comeTogether() {
        for (int i = 0; i < 4; i++) {
            Map<String, Integer> filters = i % 2 == 0 ? Map.of("a/+", 2, "b/1", 1) : Map.of("#", 1 + chance.nextInt(2));
            subscribe("s" + i, i < 3, filters, chance.nextInt(BROKERS));
        }
        for (int i = 0; i < 2; i++) {
            publish("p" + i, chance.nextInt(BROKERS));
        }
    }

    private void comeApart() {
        for (int i = 0; i < 4; i++) {
            boolean isLasting = i < 3;
            int broker = isLasting ? chance.nextInt(BROKERS) : STEADY;
            subscribe("s" + i, isLasting, Map.of(ownTopic(i), 2), broker);
            publish("p" + i, broker);
        }
    }

    private static String ownTopic(int client) {
        return "own/" + client;
    }

    private void subscribe(String id, boolean isLasting, Map<String, Integer> filters, int broker) {
        Subscriber made = new Subscriber(
                how -> brokers.connected(broker, id, how), id, isLasting, 1 + chance.nextInt(10), filters);
        subscribers.add(made);
        places.put(made, broker);
        brokers.settle();
    }

    private void publish(String id, int broker) {
        Publisher made = new Publisher(how -> brokers.connected(broker, id, how), id, 1 + chance.nextInt(10));
        publishers.add(made);
        places.put(made, broker);
        brokers.settle();
    }

    /** Whether a subscriber is where it was, on the connection it began with. */
    boolean stays(Subscriber subscriber) {
        return isApart && !subscriber.isLasting();
    }

    List<Publisher> publishers() {
        return publishers;
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }

    SharedBrokers brokers() {
        return brokers;
    }

    void run() {
        for (int i = 0; i < EVENTS; i++) {
            happen(chance.nextInt(100));
            for (int steps = chance.nextInt(12); steps > 0; steps--) {
                brokers.step(chance);
            }
            listen();
        }
        rest();
    }

    private void happen(int what) {
        if (what < 40) {
            int publisher = chance.nextInt(publishers.size());
            String topic = isApart ? ownTopic(publisher) : any(TOPICS);
            publishers.get(publisher).publish(topic, 1 + chance.nextInt(2), false, chance.nextInt(20));
        } else if (what < 60) {
            any(subscribers).answer(1 + chance.nextInt(5));
        } else if (what < 72) {
            comeBack();
        } else if (what < 78) {
            move(anyThatMoves());
        } else if (what < 81) {
            move(any(publishers));
        } else if (what < 84) {
            Subscriber one = anyThatMoves();
            if (one.isOnline()) {
                one.drop();
            }
        } else if (what < 90) {
            brokers.passes(Duration.ofMillis(100));
        } else if (what < 92) {
            fall(chance.nextInt(BROKERS));
        } else {
            rise(chance.nextInt(BROKERS));
        }
    }

    private <T> T any(List<T> of) {
        return of.get(chance.nextInt(of.size()));
    }

    private Subscriber anyThatMoves() {
        return any(subscribers.stream().filter(one -> !stays(one)).toList());
    }

    private void fall(int broker) {
        boolean isLast = IntStream.range(0, BROKERS).filter(brokers::isUp).count() == 1;
        if (!brokers.isUp(broker) || isLast || (isApart && broker == STEADY)) {
            return;
        }
        if (chance.nextBoolean()) {
            brokers.kill(broker);
        } else {
            brokers.stop(broker);
        }
        leave(broker);
    }

    private void leave(int broker) {
        places.forEach((client, place) -> {
            if (place == broker) {
                moveTo(client, up());
            }
        });
    }

    private int up() {
        int broker = chance.nextInt(BROKERS);
        while (!brokers.isUp(broker)) {
            broker = (broker + 1) % BROKERS;
        }
        return broker;
    }

    private void moveTo(Object client, int broker) {
        places.put(client, broker);
        if (client instanceof Subscriber subscriber) {
            subscriber.moves(brokers.world(broker));
        } else {
            ((Publisher) client).moves(brokers.world(broker));
        }
    }

    private void move(Object client) {
        moveTo(client, up());
        reconnect(client);
    }

    private void reconnect(Object client) {
        if (client instanceof Subscriber subscriber) {
            subscriber.reconnect(1 + chance.nextInt(10));
        } else {
            ((Publisher) client).reconnect();
        }
    }

    private void comeBack() {
        subscribers.stream().filter(one -> !one.isOnline()).forEach(this::reconnect);
        publishers.stream().filter(one -> !one.isOnline()).forEach(this::reconnect);
    }

    private void rise(int broker) {
        if (!brokers.isUp(broker) && brokers.isRegistered(broker)) {
            brokers.expire(broker);
        } else if (!brokers.isUp(broker)) {
            if (!brokers.isAlive(broker)) {
                brokers.start(broker);
            } else {
                brokers.goOn(broker);
            }
        } else if (!brokers.isRegistered(broker)) {
            brokers.register(broker);
        }
    }

    private void listen() {
        publishers.forEach(Publisher::listen);
        subscribers.forEach(Subscriber::listen);
    }

    private void rest() {
        for (int broker = 0; broker < BROKERS; broker++) {
            rise(broker);
            brokers.passes(Duration.ofMillis(100));
            listen();
            rise(broker);
            brokers.passes(Duration.ofMillis(100));
            listen();
            rise(broker);
        }
        int before = -1;
        int quiet = 0;
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            if (round % 10 == 0) { // an answer may have been lost with its broker
                comeBack();
            }
            brokers.passes(Duration.ofMillis(100));
            listen();
            subscribers.forEach(one -> {
                one.mayRead(Long.MAX_VALUE);
                one.answer(Integer.MAX_VALUE);
            });
            int now = subscribers.stream().mapToInt(Subscriber::count).sum();
            boolean isDone = publishers.stream().allMatch(one -> one.isOnline() && one.isDone())
                    && subscribers.stream().allMatch(one -> one.isOnline() && one.isDone());
            quiet = isDone && now == before ? quiet + 1 : 0;
            before = now;
            if (quiet == QUIET_ROUNDS) {
                return;
            }
        }
        throw new AssertionError("never at rest: "
                + IntStream.range(0, BROKERS)
                        .mapToObj(broker -> brokers.world(broker).gauges())
                        .toList()
                + publishers.stream()
                        .map(one -> one + " " + one.isOnline() + one.isDone())
                        .toList()
                + subscribers.stream()
                        .map(one -> one + " " + one.isOnline() + one.isDone())
                        .toList());
    }
}
