package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.List;

/**
 * How far a subscription to history is in the logs. Counts only while the {@link SubscriptionRecord} of this filter replays.
 *
 * <pre>
 *   version          1 byte, 1
 *   client id        text
 *   filter           text
 *   positions        varint, their number; for each a {@link ShardPosition}
 * </pre>
 *
 * @param filter not a shared one
 * @param positions at most one for a shard
 */
public record ReplayRecord(String clientId, TopicFilter filter, List<ShardPosition> positions) implements StoredFact {
    private static final int VERSION = 1;

    public ReplayRecord {
        if (filter.isShared()) {
            throw new IllegalArgumentException("a shared subscription does not replay");
        }
        positions = List.copyOf(positions);
    }

    @Override
    public byte[] key() {
        return StoredKeys.replay(clientId, filter);
    }

    @Override
    public byte[] toBytes() {
        FieldWriter to = new FieldWriter(128).octet(VERSION).text(clientId).text(filter.toString());
        ShardPosition.writeAll(positions, to);
        return to.toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static ReplayRecord of(byte[] bytes) {
        return FieldReader.read(
                "replay",
                VERSION,
                bytes,
                from -> new ReplayRecord(from.text(), TopicFilter.parse(from.text()), ShardPosition.readAll(from)));
    }
}
