package io.robustmq.broker.core.routing;

import io.robustmq.broker.core.subscription.Overlap;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Who gets the messages of one topic, as found at one version of the subscriptions. Immutable; arrays are shared, do not change.
 *
 * @param version of the topic's stripe when the tree was read
 * @param recipients for each lane its sessions, each once, and once more for each of its subscriptions that replays
 * @param groups the shared subscriptions whose members are all here, each of which gets the message once
 * @param remote who gets it on other brokers; null if nobody does
 * @param isEmpty whether nobody is there who wants the topic
 * @param isStored whether messages of QoS 1 and 2 are to be written to the log first: a stored session wants them, though its
 *     client may be away, or the topic is durable
 */
public record Route(
        int version,
        Recipient[][] recipients,
        SharedGroup[] groups,
        @Nullable RemoteRoute remote,
        boolean isEmpty,
        boolean isStored) {
    private static final int FIXED_BYTES = 64;
    private static final int ARRAY_BYTES = 20;
    private static final int REFERENCE_BYTES = 4;
    private static final int OVERLAP_BYTES = 96;

    /** Whether anybody gets the topic's messages, now or later. */
    public boolean isWanted() {
        return !isEmpty || isStored;
    }

    /** The members here of a shared subscription that gets the topic's messages; null if it has none here. */
    public @Nullable SharedGroup group(TopicFilter filter) {
        for (SharedGroup group : groups) {
            if (group.filter().equals(filter)) {
                return group;
            }
        }
        if (remote != null) {
            for (SpreadGroup spread : remote.groups()) {
                if (spread.filter().equals(filter)) {
                    return spread.local();
                }
            }
        }
        return null;
    }

    /** About how many bytes of heap this route takes, without the subscriptions it refers to. */
    long bytes() {
        long bytes = FIXED_BYTES + (long) groups.length * REFERENCE_BYTES + (remote == null ? 0 : remote.bytes());
        for (Recipient[] lane : recipients) {
            bytes += ARRAY_BYTES + (long) lane.length * REFERENCE_BYTES;
            for (Recipient recipient : lane) {
                bytes += recipient instanceof Overlap ? OVERLAP_BYTES : 0;
            }
        }
        return bytes;
    }
}
