package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The topic filters of one node, each with the set of targets behind it (MQTT 5.0 §4.7).
 *
 * <p>Targets are told apart by identity. The share prefix plays no part: only {@link TopicFilter#utf8()} counts.
 * Filters without wildcards are found by one look into a hash table, the others by a walk through a {@link
 * FilterTrie}. For any number of threads: matches run side by side, a change waits for those under way.
 *
 * <p>The result of a {@link #match} may be cached together with the {@link #version} read <em>before</em> that match,
 * and is good as long as {@code version} still answers the same. A change first becomes visible, then moves the
 * version, then {@link #add} or {@link #remove} returns. So a match that did not see a change ran before it, its
 * version was read before the version moved, and from the return of {@code add} on the two differ.
 */
public final class SubscriptionTree<T> {
    private final StampedLock lock = new StampedLock();
    private final FilterNodes literals;
    private final FilterTrie wildcards;
    private final TopicVersions versions;
    private final ThreadLocal<TopicWalk> walks;
    private final AtomicLong size = new AtomicLong();

    /** A tree without filters; {@code chance} is asked once, for a hash that no client can foresee. */
    public SubscriptionTree(RandomGenerator chance) {
        SeededHash hash = new SeededHash(chance);
        literals = FilterNodes.byWholeLabel(hash);
        wildcards = new FilterTrie(hash);
        versions = new TopicVersions(hash);
        walks = ThreadLocal.withInitial(() -> new TopicWalk(hash));
    }

    /**
     * Adds the pair.
     *
     * <p>The tree keeps the array of {@link TopicFilter#utf8()}, which costs nothing if the caller keeps the filter,
     * too.
     *
     * @return false if it was there
     */
    public boolean add(TopicFilter filter, T target) {
        long stamp = lock.writeLock();
        try {
            boolean added =
                    filter.hasWildcard() ? wildcards.add(filter.utf8(), target) : addLiteral(filter.utf8(), target);
            if (added) {
                size.incrementAndGet();
                versions.changed(filter);
            }
            return added;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /**
     * Takes the pair away, and all memory that only this pair needed.
     *
     * @return false if it was not there
     */
    public boolean remove(TopicFilter filter, T target) {
        long stamp = lock.writeLock();
        try {
            boolean removed = filter.hasWildcard()
                    ? wildcards.remove(filter.utf8(), target)
                    : removeLiteral(filter.utf8(), target);
            if (removed) {
                size.decrementAndGet();
                versions.changed(filter);
            }
            return removed;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /**
     * Reports the target of each (filter, target) pair whose filter matches {@code topic}, each pair once, in no
     * order: a target behind two filters that match is reported twice. Allocates nothing.
     *
     * <p>{@code found} runs under the tree's read lock: it must be short, and must not call the tree.
     */
    @SuppressWarnings("unchecked") // only add() puts targets in, and they are T
    public void match(TopicName topic, Consumer<? super T> found) {
        Consumer<Object> targets = (Consumer<Object>) found;
        TopicWalk walk = walks.get();
        walk.start(topic);
        long stamp = lock.readLock();
        try {
            FilterNode literal = literal(topic.utf8());
            if (literal != null) {
                TargetSet.report(literal.targets, targets);
            }
            wildcards.match(walk, topic.isSystem(), targets);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** What a target behind {@code filter} answers has changed: matches found before are stale. */
    public void touch(TopicFilter filter) {
        versions.changed(filter);
    }

    /** The number of (filter, target) pairs. */
    public long size() {
        return size.get();
    }

    /** The number of distinct filters with at least one target. */
    public long filters() {
        long stamp = lock.readLock();
        try {
            return (long) literals.size() + wildcards.filters();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Where the version of {@code topic} is counted, for {@link #version(int)}: always the same for one topic. */
    public int stripeOf(TopicName topic) {
        return versions.stripeOf(topic);
    }

    /** A number that changes whenever the targets of a topic of this stripe may have; three plain reads. */
    public int version(int stripe) {
        return versions.version(stripe);
    }

    /** As {@link #version(int)}, for the stripe of {@code topic}. */
    public int version(TopicName topic) {
        return versions.version(versions.stripeOf(topic));
    }

    private @Nullable FilterNode literal(byte[] name) {
        return literals.size() == 0 ? null : literals.find(name, 0, name.length);
    }

    private boolean addLiteral(byte[] filter, T target) {
        FilterNode literal = literal(filter);
        if (literal == null) {
            literals.add(new Leaf(filter, 0, target));
            return true;
        }
        return literal.addTarget(target);
    }

    private boolean removeLiteral(byte[] filter, T target) {
        FilterNode literal = literal(filter);
        if (literal == null || !literal.removeTarget(target)) {
            return false;
        }
        if (literal.targets == null) {
            literals.remove(literal);
        }
        return true;
    }
}
