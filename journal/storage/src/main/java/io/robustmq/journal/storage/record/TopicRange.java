package io.robustmq.journal.storage.record;

import java.util.Arrays;

/**
 * Topics from one to another in the order of their bytes, unsigned.
 *
 * @param first the least topic, included
 * @param last the greatest, included; empty means no upper end
 */
public record TopicRange(byte[] first, byte[] last) {
    public static final TopicRange ALL = new TopicRange(new byte[0], new byte[0]);

    /** @param topic not empty */
    public static TopicRange exactly(byte[] topic) {
        return new TopicRange(topic, topic);
    }

    /** All topics that begin with {@code prefix}: topics are UTF-8, which has no byte 0xFF. */
    public static TopicRange startingWith(byte[] prefix) {
        if (prefix.length == 0) {
            return ALL;
        }
        byte[] last = Arrays.copyOf(prefix, prefix.length + 1);
        last[prefix.length] = (byte) 0xFF;
        return new TopicRange(prefix, last);
    }

    /** Whether it has no upper end. */
    public boolean isOpen() {
        return last.length == 0;
    }

    public boolean contains(byte[] topic) {
        return Arrays.compareUnsigned(topic, first) >= 0
                && (last.length == 0 || Arrays.compareUnsigned(topic, last) <= 0);
    }
}
