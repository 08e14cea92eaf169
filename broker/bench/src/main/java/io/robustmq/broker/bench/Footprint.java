package io.robustmq.broker.bench;

import io.robustmq.broker.core.port.LinkEvents;
import io.robustmq.broker.core.retained.RetainedScan;
import io.robustmq.broker.core.retained.RetainedStore;
import io.robustmq.broker.core.subscription.SubscriptionTree;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Bytes of heap for each of a million subscriptions and retained messages, apart for what the structure itself needs and
 * what its owner hands in, and the longest pause while they come; and for each of 100,000 clients that are connected, with
 * session and connection, and what storage in memory keeps of it.
 *
 * <p>{@code java -Xmx2g -XX:+UseSerialGC -cp broker/bench/target/benchmarks.jar io.robustmq.broker.bench.Footprint}
 */
public final class Footprint {
    private static final int COUNT = 1_000_000;
    private static final int CLIENTS = 100_000;
    private static final Object TARGET = new Object();

    private Footprint() {}

    public static void main(String[] args) {
        subscriptions("ml/%d/+/v");
        subscriptions("ml/%d/state");
        subscriptions("+/%d/#");
        subscriptions("site/%d/device/%1$d/+/alarm");
        targetsOfOneFilter();
        retained("ml/%d/value");
        clients("whose sessions end with the connection", true);
        clients("whose sessions are stored", false);
    }

    private static void clients(String which, boolean clean) {
        BenchLink link = new BenchLink();
        BenchNode node = new BenchNode();
        LinkEvents[] clients = new LinkEvents[CLIENTS];
        long before = used();
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = node.connect("c%06d".formatted(i), clean, link);
        }
        System.out.printf("%,d clients %s: %.1f bytes each%n", CLIENTS, which, (double) (used() - before) / CLIENTS);
        hold(node, clients);
    }

    private static void subscriptions(String format) {
        TopicFilter[] filters = new TopicFilter[COUNT];
        long before = used();
        for (int i = 0; i < COUNT; i++) {
            filters[i] = TopicFilter.parse(format.formatted(i));
        }
        long withFilters = used();
        SubscriptionTree<Object> tree = new SubscriptionTree<>(new Random(1));
        long longest = 0;
        for (TopicFilter filter : filters) {
            long start = System.nanoTime();
            tree.add(filter, TARGET);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        long withTree = used();
        for (TopicFilter filter : filters) {
            tree.remove(filter, TARGET);
        }
        print("subscriptions of " + format, withFilters - before, withTree - withFilters, longest);
        System.out.printf("  left after all are removed: %,d bytes%n", used() - withFilters);
        hold(tree, filters);
    }

    private static void targetsOfOneFilter() {
        Object[] targets = new Object[COUNT];
        long before = used();
        for (int i = 0; i < COUNT; i++) {
            targets[i] = new Object();
        }
        long withTargets = used();
        TopicFilter filter = TopicFilter.parse("news/#");
        SubscriptionTree<Object> tree = new SubscriptionTree<>(new Random(1));
        long longest = 0;
        for (Object target : targets) {
            long start = System.nanoTime();
            tree.add(filter, target);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        print("targets of one filter", withTargets - before, used() - withTargets, longest);
        hold(tree, targets);
    }

    private static void retained(String format) {
        TopicName[] topics = new TopicName[COUNT];
        long before = used();
        for (int i = 0; i < COUNT; i++) {
            topics[i] = TopicName.of(format.formatted(i));
        }
        long withTopics = used();
        RetainedStore<Object> store = new RetainedStore<>();
        long start = System.nanoTime();
        long longest = 0;
        for (TopicName topic : topics) {
            long putStart = System.nanoTime();
            store.put(topic, TARGET);
            longest = Math.max(longest, System.nanoTime() - putStart);
        }
        long filled = System.nanoTime();
        print("retained topics " + format, withTopics - before, used() - withTopics, longest);
        System.out.printf("  put: %,d ns each%n", (filled - start) / COUNT);
        scan(store, "#");
        scan(store, "+/+/value");
        scan(store, "ml/+/nothing");
        hold(store, topics);
    }

    private static void scan(RetainedStore<Object> store, String filter) {
        RetainedScan<Object> scan = store.scan(TopicFilter.parse(filter));
        int[] found = new int[1];
        long longest = 0;
        long start = System.nanoTime();
        boolean more = true;
        for (long page = start; more; page = System.nanoTime()) {
            more = scan.next(1_000, 1_000, (_, _) -> found[0]++);
            longest = Math.max(longest, System.nanoTime() - page);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.printf(
                "  scan %s: %,d found, %,d ms in all, longest page of 1,000: %,d us%n",
                filter, found[0], millis, TimeUnit.NANOSECONDS.toMicros(longest));
    }

    private static void print(String what, long handedIn, long own, long longestNanos) {
        System.out.printf(
                "%,d %s: %.1f bytes each, beside %.1f handed in; longest change %,d us%n",
                COUNT,
                what,
                (double) own / COUNT,
                (double) handedIn / COUNT,
                TimeUnit.NANOSECONDS.toMicros(longestNanos));
    }

    /** Keeps its arguments alive up to here. */
    private static void hold(Object... objects) {
        for (Object object : objects) {
            Reference.reachabilityFence(object);
        }
    }

    private static long used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
