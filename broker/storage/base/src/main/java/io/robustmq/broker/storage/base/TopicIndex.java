package io.robustmq.broker.storage.base;

import org.jspecify.annotations.Nullable;

/** The topics of a log, or of a stretch of one, in order (bytes, unsigned), each with the offsets of its records. */
public interface TopicIndex {

    /**
     * The least topic that is not less than {@code topic} (greater, unless {@code included}), or null.
     */
    byte @Nullable [] topicFrom(byte[] topic, boolean included);

    /** The least offset of a topic's record that is not less than {@code from}, or {@link Long#MAX_VALUE}. */
    long offsetFrom(byte[] topic, long from);
}
