package io.robustmq.broker.core.routing;

import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The topics published to of late, at most about {@code 2 * generationTopics}: when the young generation is full it becomes the
 * old one and the old one is forgotten; a topic that is used again becomes young again. For every lane, without locks.
 */
final class TopicTable {
    private final int generationTopics;
    private final Function<TopicName, Topic> make;
    private volatile ConcurrentHashMap<TopicName, Topic> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<TopicName, Topic> old = new ConcurrentHashMap<>();

    TopicTable(int generationTopics, Function<TopicName, Topic> make) {
        this.generationTopics = generationTopics;
        this.make = make;
    }

    Topic get(TopicName name) {
        @Nullable Topic topic = young.get(name);
        return topic != null ? topic : rejuvenate(name);
    }

    private Topic rejuvenate(TopicName name) {
        Topic topic = old.get(name);
        if (topic == null) {
            topic = make.apply(name);
        }
        ConcurrentHashMap<TopicName, Topic> into = young;
        Topic other = into.putIfAbsent(name, topic);
        if (into.mappingCount() > generationTopics) {
            turnOver(into);
        }
        return other == null ? topic : other;
    }

    @SuppressWarnings("ReferenceEquality") // which map it is, not what is in it
    private synchronized void turnOver(ConcurrentHashMap<TopicName, Topic> full) {
        if (young == full) {
            old = full;
            young = new ConcurrentHashMap<>();
        }
    }
}
