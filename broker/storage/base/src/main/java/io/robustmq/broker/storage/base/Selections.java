package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.TopicSelection.Range;
import java.util.Arrays;
import java.util.List;

/** Asks a selection about a topic as its contract wants to be asked: ranges first. */
public final class Selections {
    private Selections() {}

    public static boolean wants(TopicSelection selection, byte[] topic) {
        if (selection == TopicSelection.ALL) {
            return true;
        }
        List<Range> ranges = selection.ranges();
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) { // the ranges are sorted and lie apart
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (range.contains(topic)) {
                return selection.matches(topic);
            }
            if (Arrays.compareUnsigned(topic, range.first()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }
}
