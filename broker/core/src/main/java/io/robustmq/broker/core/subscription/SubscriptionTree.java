package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;

/**
 * The topic filters of one node, each with the set of targets behind it (MQTT 5.0 §4.7).
 *
 * <p>Targets are told apart by identity. The share prefix plays no part: only {@link TopicFilter#utf8()} counts. For any
 * number of threads.
 *
 * <p>A route found by {@link #match} may be cached together with the {@link #version} read <em>before</em> the match; it
 * is good as long as {@code version} still answers the same. A change moves the version after it can be seen and before
 * {@link #add} or {@link #remove} returns, so a route cached under the old version is never used after that.
 */
public final class SubscriptionTree<T> {
    private record Entry<T>(TopicFilter filter, Set<T> targets) {}

    private final StampedLock lock = new StampedLock();
    private final Map<ByteBuffer, Entry<T>> entries = new HashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile long size;
    private volatile int filters;

    /** Adds the pair; false if it was there already. The tree keeps the array of {@code filter.utf8()}. */
    public boolean add(TopicFilter filter, T target) {
        long stamp = lock.writeLock();
        try {
            Entry<T> entry = entries.computeIfAbsent(
                    ByteBuffer.wrap(filter.utf8()),
                    _ -> new Entry<>(filter, Collections.newSetFromMap(new IdentityHashMap<>())));
            boolean added = entry.targets.add(target);
            if (added) {
                size = size + 1;
                filters = entries.size();
                changes.incrementAndGet();
            }
            return added;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Takes the pair away; false if it was not there. */
    public boolean remove(TopicFilter filter, T target) {
        long stamp = lock.writeLock();
        try {
            Entry<T> entry = entries.get(ByteBuffer.wrap(filter.utf8()));
            if (entry == null || !entry.targets.remove(target)) {
                return false;
            }
            if (entry.targets.isEmpty()) {
                entries.remove(ByteBuffer.wrap(filter.utf8()));
            }
            size = size - 1;
            filters = entries.size();
            changes.incrementAndGet();
            return true;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /**
     * Reports the target of each (filter, target) pair whose filter matches {@code topic}, each pair once, in no order.
     *
     * <p>{@code found} runs under the tree's read lock: it must be short and must not call the tree.
     */
    public void match(TopicName topic, Consumer<? super T> found) {
        long stamp = lock.readLock();
        try {
            for (Entry<T> entry : entries.values()) {
                if (entry.filter.matches(topic)) {
                    entry.targets.forEach(found);
                }
            }
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** The number of (filter, target) pairs. */
    public long size() {
        return size;
    }

    /** The number of distinct filters with at least one target. */
    public long filters() {
        return filters;
    }

    /** The places of the counters that {@code topic} depends on, for {@link #version(int)}; never changes for a topic. */
    public int stripeOf(TopicName topic) {
        return topic.hashCode() & 0xFFF;
    }

    /** Changes whenever the set of targets that match the topics of {@code stripe} may have changed; a few plain reads. */
    public int version(int stripe) {
        return changes.get();
    }

    /** As {@link #version(int)} for the stripe of {@code topic}. */
    public int version(TopicName topic) {
        return version(stripeOf(topic));
    }
}
