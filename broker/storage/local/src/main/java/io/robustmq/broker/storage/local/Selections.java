package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.journal.storage.record.TopicRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Selections of topics in the words of the log. The log keeps what it has worked out for a selection object, so one selection
 * of the SPI becomes the same object each time, as long as it is among the last few used. Thread-safe.
 */
final class Selections {
    private static final int KEPT = 256;

    private record Identity(TopicSelection selection) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Identity(TopicSelection same) && same == selection;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(selection);
        }
    }

    private final Map<Identity, io.robustmq.journal.storage.record.TopicSelection> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<Identity, io.robustmq.journal.storage.record.TopicSelection> eldest) {
                    return size() > KEPT;
                }
            };

    io.robustmq.journal.storage.record.TopicSelection of(TopicSelection selection) {
        if (selection == TopicSelection.ALL) {
            return io.robustmq.journal.storage.record.TopicSelection.ALL;
        }
        synchronized (kept) {
            return kept.computeIfAbsent(new Identity(selection), identity -> translated(selection));
        }
    }

    private static io.robustmq.journal.storage.record.TopicSelection translated(TopicSelection selection) {
        List<TopicRange> ranges = selection.ranges().stream()
                .map(range -> new TopicRange(range.first(), range.last()))
                .toList();
        return new io.robustmq.journal.storage.record.TopicSelection() {
            @Override
            public List<TopicRange> ranges() {
                return ranges;
            }

            @Override
            public boolean matches(byte[] topic) {
                return selection.matches(topic);
            }
        };
    }
}
