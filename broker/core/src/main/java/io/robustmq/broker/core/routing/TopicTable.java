package io.robustmq.broker.core.routing;

import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The topics published to of late, with their routes: when the young generation is full it becomes the old one and the old one
 * is forgotten; a topic that is used again becomes young again. So it takes about two generations' bytes, names and routes
 * counted, by how many topics ever that is. For every lane, without locks.
 */
final class TopicTable {
    /** A topic, its name without the bytes, and its place in the map. */
    private static final int TOPIC_BYTES = 160;

    private final long generationBytes;
    private final Function<TopicName, Topic> make;
    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    private static final class Generation {
        final ConcurrentHashMap<TopicName, Topic> topics = new ConcurrentHashMap<>();
        final AtomicLong bytes = new AtomicLong();
    }

    TopicTable(long generationBytes, Function<TopicName, Topic> make) {
        this.generationBytes = generationBytes;
        this.make = make;
    }

    Topic get(TopicName name) {
        @Nullable Topic topic = young.topics.get(name);
        return topic != null ? topic : rejuvenate(name);
    }

    private Topic rejuvenate(TopicName name) {
        Topic topic = old.topics.get(name);
        if (topic == null) {
            topic = make.apply(name);
        }
        Generation into = young;
        Topic other = into.topics.putIfAbsent(name, topic);
        if (other != null) {
            return other;
        }
        Route route = topic.route;
        weigh(into, TOPIC_BYTES + name.utf8().length + (route == null ? 0 : route.bytes()));
        return topic;
    }

    /** A topic has got a route; the one it had before counts on until its generation is forgotten. */
    void routed(Route route) {
        weigh(young, route.bytes());
    }

    private void weigh(Generation generation, long bytes) {
        if (generation.bytes.addAndGet(bytes) > generationBytes) {
            turnOver(generation);
        }
    }

    private synchronized void turnOver(Generation full) {
        if (young == full) {
            old = full;
            young = new Generation();
        }
    }
}
