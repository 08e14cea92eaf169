package io.robustmq.broker.core.retained;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the retained values that match one filter, in topic order, resumed as often as its owner likes.
 *
 * <p>Sees each topic at most once, and every topic that has a value from the first call to the last; one that comes or
 * goes meanwhile may be seen or not. Topics that cannot match are left out: a few are passed by, and if the next
 * possible match is not among those, it is looked up. Confined to one thread at a time; holds no lock, keeps nobody
 * waiting, and may be dropped at any point.
 */
public final class RetainedScan<M> {
    /** Steps that cost about as much as a look-up, which goes down some twenty levels of the map. */
    private static final int STEPS_BEFORE_SEEK = 8;

    private final ConcurrentNavigableMap<TopicName, M> values;
    private final TopicFilter filter;
    private final MatchOrder order;

    /** Where to go on; null for the first topic of all. */
    private @Nullable TopicName position;

    /** Whether {@link #position} itself has been dealt with. */
    private boolean positionSeen;

    private boolean finished;
    private boolean stopped;

    RetainedScan(ConcurrentNavigableMap<TopicName, M> values, TopicFilter filter) {
        this.values = values;
        this.filter = filter;
        this.order = new MatchOrder(filter);
        this.position = order.first();
    }

    /**
     * Hands over the next values, and stops after {@code maxMessages} of them or a look at {@code maxVisited} topics
     * (both 1 or more), whichever comes first.
     *
     * @return whether there may be more; after false every further call returns false at once
     */
    public boolean next(int maxMessages, int maxVisited, BiConsumer<? super TopicName, ? super M> found) {
        if (!filter.hasWildcard()) {
            return only(found);
        }
        stopped = false;
        Iterator<Map.Entry<TopicName, M>> entries = rest();
        int messages = 0;
        int steps = 0; // over topics that lie before the next possible match
        for (int visited = 0; !finished && entries.hasNext(); visited++) {
            if (messages == maxMessages || visited == maxVisited || stopped) {
                return true;
            }
            if (steps == STEPS_BEFORE_SEEK) {
                entries = rest();
                steps = 0;
                continue;
            }
            Map.Entry<TopicName, M> entry = entries.next();
            TopicName topic = entry.getKey();
            if (isBeforePosition(topic)) {
                steps++;
                continue;
            }
            steps = 0;
            if (filter.matches(topic)) {
                goOnAfter(topic);
                messages++;
                found.accept(topic, entry.getValue());
            } else {
                goOnAt(order.following(topic));
            }
        }
        finished = true;
        return false;
    }

    /** Makes the {@link #next} that is under way return after the value it has just handed over. */
    public void stop() {
        stopped = true;
    }

    private boolean only(BiConsumer<? super TopicName, ? super M> found) {
        if (!finished && position != null) {
            M value = values.get(position);
            if (value != null) {
                found.accept(position, value);
            }
        }
        finished = true;
        return false;
    }

    private Iterator<Map.Entry<TopicName, M>> rest() {
        var rest = position == null ? values : values.tailMap(position, !positionSeen);
        return rest.entrySet().iterator();
    }

    private boolean isBeforePosition(TopicName topic) {
        return position != null && topic.compareTo(position) < 0;
    }

    private void goOnAfter(TopicName topic) {
        position = topic;
        positionSeen = true;
    }

    private void goOnAt(@Nullable TopicName topic) {
        if (topic == null) {
            finished = true;
        } else {
            position = topic;
            positionSeen = false;
        }
    }
}
