package io.robustmq.broker.core.simulation;

import io.robustmq.broker.core.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The clients of a simulation: publishers, subscribers, and the members of one shared subscription to everything. */
final class Crowd {
    static final List<String> TOPICS = List.of("a/1", "a/2", "b/1", "b/2/c", "d");
    private static final List<String> FILTERS = List.of("#", "a/+", "a/1", "+/1", "b/#", "d", "+/2/#", "r/#");

    private final Random chance;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<Subscriber> group = new ArrayList<>();
    private World world;

    Crowd(Random chance, World world) {
        this.chance = chance;
        this.world = world;
    }

    // ---- who there is

    void addPublisher(String id, int receiveMaximum) {
        publishers.add(new Publisher(world, id, receiveMaximum));
    }

    /** Somebody who subscribes to this and that. */
    void addSubscriber(String id, boolean lasting) {
        subscribers.add(new Subscriber(world, id, lasting, window(), someFilters()));
    }

    Subscriber addSubscriberToAll(String id, int qos) {
        Subscriber added = new Subscriber(world, id, true, window(), Map.of("#", qos));
        subscribers.add(added);
        return added;
    }

    void addMember(String id, boolean lasting, int qos) {
        group.add(new Subscriber(world, id, lasting, window(), Map.of("$share/g/#", qos)));
    }

    private Map<String, Integer> someFilters() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        for (int i = 1 + chance.nextInt(3); i > 0; i--) {
            filters.put(any(FILTERS), chance.nextInt(3));
        }
        return filters;
    }

    /** A receive maximum, mostly a small one. */
    private int window() {
        return 1 + chance.nextInt(chance.nextInt(4) == 0 ? 20 : 3);
    }

    List<Publisher> publishers() {
        return publishers;
    }

    /** Those with subscriptions of their own. */
    List<Subscriber> subscribers() {
        return subscribers;
    }

    /** The members of the shared subscription. */
    List<Subscriber> group() {
        return group;
    }

    private List<Subscriber> receivers() {
        List<Subscriber> all = new ArrayList<>(subscribers);
        all.addAll(group);
        return all;
    }

    // ---- chance

    <T> T any(List<T> list) {
        return any(chance, list);
    }

    static <T> T any(Random chance, List<T> list) {
        return list.get(chance.nextInt(list.size()));
    }

    Publisher anyPublisher() {
        return any(publishers);
    }

    /** Anybody who gets messages. */
    Subscriber anyReceiver() {
        return chance.nextInt(3) == 0 ? any(group) : any(subscribers);
    }

    /** How many bytes to add to a message: now and then very many. */
    int padding() {
        return chance.nextInt(20) == 0 ? chance.nextInt(100_000) : chance.nextInt(100);
    }

    // ---- what they do

    void receiverComesOrGoes() {
        Subscriber one = anyReceiver();
        if (one.isOnline() && chance.nextBoolean()) {
            one.drop();
        } else {
            one.reconnect(window()); // taking over, if it was there
        }
    }

    void publisherComesOrGoes() {
        Publisher one = anyPublisher();
        if (one.isOnline() && chance.nextBoolean()) {
            one.drop();
        } else {
            one.reconnect();
        }
    }

    /** Everybody takes what has come. */
    void listen() {
        publishers.forEach(Publisher::listen);
        receivers().forEach(Subscriber::listen);
    }

    /** Who is not there comes back. */
    void comeBack() {
        publishers.stream().filter(one -> !one.isOnline()).forEach(Publisher::reconnect);
        receivers().stream().filter(one -> !one.isOnline()).forEach(one -> one.reconnect(window()));
    }

    /** Everybody reads, and answers all there is to answer. */
    void catchUp() {
        receivers().forEach(one -> one.mayRead(Long.MAX_VALUE));
        receivers().forEach(one -> one.answer(Integer.MAX_VALUE));
    }

    /** Whether nobody waits for anything, and nothing waits for anybody. */
    boolean isDone() {
        return world.count(c -> c.inflight + c.queuedMessages) == 0
                && publishers.stream().allMatch(Publisher::isDone)
                && receivers().stream().allMatch(Subscriber::isDone);
    }

    /** How many messages have come in all. */
    int received() {
        return receivers().stream().mapToInt(Subscriber::count).sum();
    }

    /** The process is another one: all connections are gone. */
    void moves(World next) {
        world = next;
        publishers.forEach(one -> one.moves(next));
        receivers().forEach(one -> one.moves(next));
    }

    /** Ends every session. */
    void end() {
        publishers.forEach(Publisher::end);
        receivers().forEach(Subscriber::end);
    }
}
