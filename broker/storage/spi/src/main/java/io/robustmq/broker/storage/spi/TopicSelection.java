package io.robustmq.broker.storage.spi;

import java.util.Arrays;
import java.util.List;

/** Which topics a reader wants. Used by many threads; must not change. */
public interface TopicSelection {

    /** Every topic. */
    TopicSelection ALL = new TopicSelection() {
        @Override
        public List<Range> ranges() {
            return List.of(Range.ALL);
        }

        @Override
        public boolean matches(byte[] topic) {
            return true;
        }
    };

    /** Where wanted topics can lie in the order of topics: sorted, apart from each other. A topic outside all is not wanted. */
    List<Range> ranges();

    /** Whether this topic, which lies in one of the ranges, is wanted. */
    boolean matches(byte[] topic);

    /**
     * Topics from one to another, as unsigned bytes.
     *
     * @param first the least topic, included
     * @param last the greatest, included; empty means no upper end
     */
    record Range(byte[] first, byte[] last) {
        public static final Range ALL = new Range(new byte[0], new byte[0]);

        public static Range exactly(byte[] topic) {
            return new Range(topic, topic);
        }

        /** All topics that begin with {@code prefix}: topics are UTF-8, which has no byte 0xFF. */
        public static Range startingWith(byte[] prefix) {
            if (prefix.length == 0) {
                return ALL;
            }
            byte[] last = Arrays.copyOf(prefix, prefix.length + 1);
            last[prefix.length] = (byte) 0xFF;
            return new Range(prefix, last);
        }

        public boolean isSingle() {
            return last.length > 0 && Arrays.equals(first, last);
        }

        public boolean contains(byte[] topic) {
            return Arrays.compareUnsigned(topic, first) >= 0
                    && (last.length == 0 || Arrays.compareUnsigned(topic, last) <= 0);
        }
    }
}
