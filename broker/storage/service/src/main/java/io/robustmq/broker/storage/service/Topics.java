package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.List;

/** Whether a selection wants a topic. */
public final class Topics {
    private Topics() {}

    public static boolean wants(TopicSelection selection, byte[] topic) {
        if (selection == TopicSelection.ALL) {
            return true;
        }
        List<TopicSelection.Range> ranges = selection.ranges();
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            TopicSelection.Range range = ranges.get(middle);
            if (range.contains(topic)) {
                return selection.matches(topic);
            }
            if (java.util.Arrays.compareUnsigned(topic, range.first()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }
}
