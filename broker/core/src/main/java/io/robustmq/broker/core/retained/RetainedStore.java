package io.robustmq.broker.core.retained;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One value per topic name, in topic order, so that everything below a level is one range (MQTT 5.0 §3.3.1.3).
 *
 * <p>For any number of threads; nothing here waits for a lock, and a scan never holds up a change. What a value is, how
 * many there may be and when one expires is its owner's business.
 */
public final class RetainedStore<M> {
    private final ConcurrentNavigableMap<TopicName, M> values = new ConcurrentSkipListMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Sets the value of {@code topic} and returns the one it replaced. */
    public @Nullable M put(TopicName topic, M value) {
        M replaced = values.put(topic, value);
        if (replaced == null) {
            size.incrementAndGet();
        }
        return replaced;
    }

    /** Removes the value of {@code topic} and returns it. */
    public @Nullable M remove(TopicName topic) {
        M removed = values.remove(topic);
        if (removed != null) {
            size.decrementAndGet();
        }
        return removed;
    }

    /**
     * Removes the value of {@code topic} only if it still equals {@code expected}: what expires never takes a newer
     * one with it.
     */
    public boolean remove(TopicName topic, M expected) {
        boolean removed = values.remove(topic, expected);
        if (removed) {
            size.decrementAndGet();
        }
        return removed;
    }

    public @Nullable M get(TopicName topic) {
        return values.get(topic);
    }

    /** The number of topics with a value; exact when nobody changes the store. */
    public int size() {
        return size.get();
    }

    /** Starts to read the values whose topic matches {@code filter}; the share prefix plays no part. */
    public RetainedScan<M> scan(TopicFilter filter) {
        return new RetainedScan<>(values, filter);
    }
}
