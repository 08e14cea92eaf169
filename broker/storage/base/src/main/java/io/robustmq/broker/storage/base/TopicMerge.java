package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.TopicSelection.Range;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of the records a selection wants, least first, put together from the topics of an index. Worth it for a few
 * topics; for many the log itself is read faster. For one thread.
 */
public final class TopicMerge {
    private record Head(long offset, byte[] topic) {}

    private final TopicIndex index;
    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparingLong(Head::offset));

    private TopicMerge(TopicIndex index) {
        this.index = index;
    }

    /**
     * @param from the least offset
     * @param maxTopics how many topics to look at before giving up
     * @return null if there are more topics than that to look at
     */
    public static @Nullable TopicMerge of(TopicIndex index, TopicSelection selection, long from, int maxTopics) {
        TopicMerge merge = new TopicMerge(index);
        int looks = 0;
        for (Range range : selection.ranges()) {
            byte[] topic = index.topicFrom(range.first(), true);
            while (topic != null && range.contains(topic)) {
                if (++looks > maxTopics) {
                    return null;
                }
                if (selection.matches(topic)) {
                    merge.addHead(topic, from);
                }
                topic = range.isSingle() ? null : index.topicFrom(topic, false);
            }
        }
        return merge;
    }

    private void addHead(byte[] topic, long from) {
        long offset = index.offsetFrom(topic, from);
        if (offset != Long.MAX_VALUE) {
            heads.add(new Head(offset, topic));
        }
    }

    /** The next offset without taking it, or {@link Long#MAX_VALUE} at the end. */
    public long peek() {
        Head head = heads.peek();
        return head == null ? Long.MAX_VALUE : head.offset;
    }

    /** Goes on behind {@link #peek}. */
    public void advance() {
        Head head = heads.remove();
        addHead(head.topic, head.offset + 1);
    }
}
