package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counters of changes, so that a cached match can be told to be stale without being found: a filter without wildcards
 * moves the counter of its topics, one whose first level is literal that of the first level, any other the one for all.
 *
 * <p>Topics share {@value #STRIPES} counters of each kind; sharing one costs a needless match now and then, never a
 * stale one. Counters only grow, so their sum stands still only if all of them do (short of 2^32 changes between two
 * looks). For any number of threads.
 */
final class TopicVersions {
    private static final int STRIPES = 4096;
    private static final int STRIPE_BITS = 12;

    private final AtomicInteger everywhere = new AtomicInteger();
    private final AtomicIntegerArray firstLevels = new AtomicIntegerArray(STRIPES);
    private final AtomicIntegerArray topics = new AtomicIntegerArray(STRIPES);

    private final SeededHash hash;

    TopicVersions(SeededHash hash) {
        this.hash = hash;
    }

    int stripeOf(TopicName topic) {
        return firstLevelStripe(topic.utf8()) << STRIPE_BITS | topicStripe(topic.utf8());
    }

    int version(int stripe) {
        return everywhere.get() + firstLevels.get(stripe >>> STRIPE_BITS) + topics.get(stripe & (STRIPES - 1));
    }

    /** To be called after the change of {@code filter} can be seen. */
    void changed(TopicFilter filter) {
        byte[] utf8 = filter.utf8();
        if (!filter.hasWildcard()) {
            topics.incrementAndGet(topicStripe(utf8));
        } else if (utf8[0] == FilterNode.ONE_LEVEL || utf8[0] == FilterNode.ALL_LEVELS) {
            everywhere.incrementAndGet();
        } else {
            firstLevels.incrementAndGet(firstLevelStripe(utf8));
        }
    }

    private int firstLevelStripe(byte[] utf8) {
        return hash.of(utf8, 0, FilterNode.levelEnd(utf8, 0)) & (STRIPES - 1);
    }

    private int topicStripe(byte[] utf8) {
        return hash.of(utf8, 0, utf8.length) & (STRIPES - 1);
    }
}
