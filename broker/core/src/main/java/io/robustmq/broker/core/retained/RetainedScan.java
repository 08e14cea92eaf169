package io.robustmq.broker.core.retained;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the retained values that match one filter, in topic order, resumed as often as its owner likes.
 *
 * <p>Sees each topic at most once, and every topic that has a value from the first call to the last; one that comes or
 * goes meanwhile may be seen or not. Confined to one thread at a time.
 */
public final class RetainedScan<M> {
    private final ConcurrentNavigableMap<TopicName, M> values;
    private final TopicFilter filter;
    private @Nullable TopicName last;

    RetainedScan(ConcurrentNavigableMap<TopicName, M> values, TopicFilter filter) {
        this.values = values;
        this.filter = filter;
    }

    /**
     * Hands over at most {@code maxMessages} further values after a look at no more than {@code maxVisited} topics.
     *
     * @return whether there may be more; after false every further call returns false at once
     */
    public boolean next(int maxMessages, int maxVisited, BiConsumer<? super TopicName, ? super M> found) {
        ConcurrentNavigableMap<TopicName, M> rest = last == null ? values : values.tailMap(last, false);
        int messages = 0;
        int visited = 0;
        for (Map.Entry<TopicName, M> entry : rest.entrySet()) {
            if (messages == maxMessages || visited == maxVisited) {
                return true;
            }
            last = entry.getKey();
            visited++;
            if (filter.matches(last)) {
                messages++;
                found.accept(last, entry.getValue());
            }
        }
        return false;
    }
}
