package io.robustmq.journal.storage.record;

import java.util.List;

/** Which topics a reader wants. Used by many threads; must not change. */
public interface TopicSelection {

    /** Every topic. */
    TopicSelection ALL = new TopicSelection() {
        @Override
        public List<TopicRange> ranges() {
            return List.of(TopicRange.ALL);
        }

        @Override
        public boolean matches(byte[] topic) {
            return true;
        }
    };

    /** One topic. */
    static TopicSelection exactly(byte[] topic) {
        return of(List.of(TopicRange.exactly(topic)));
    }

    /** All topics in some ranges, which are sorted and apart from each other. */
    static TopicSelection of(List<TopicRange> ranges) {
        return new TopicSelection() {
            @Override
            public List<TopicRange> ranges() {
                return ranges;
            }

            @Override
            public boolean matches(byte[] topic) {
                return true;
            }
        };
    }

    /** Where wanted topics can lie in the order of topics: sorted, apart from each other. A topic outside all is not wanted. */
    List<TopicRange> ranges();

    /** Whether this topic, which lies in one of the ranges, is wanted. */
    boolean matches(byte[] topic);

    /** Whether this topic is wanted, wherever it lies. */
    default boolean wants(byte[] topic) {
        for (TopicRange range : ranges()) {
            if (range.contains(topic)) {
                return matches(topic);
            }
        }
        return false;
    }
}
