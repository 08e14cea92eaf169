package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.List;

/**
 * How far a shared subscription is in the logs, its members together.
 *
 * <pre>
 *   version          1 byte, 1
 *   filter           text, share prefix included
 *   positions        varint, their number; for each a {@link ShardPosition}
 * </pre>
 *
 * @param shareFilter the group and what it subscribes to
 * @param positions at most one for a shard
 */
public record GroupRecord(TopicFilter shareFilter, List<ShardPosition> positions) implements StoredFact {
    private static final int VERSION = 1;

    public GroupRecord {
        if (!shareFilter.isShared()) {
            throw new IllegalArgumentException("the filter of a group is not a shared one");
        }
        positions = List.copyOf(positions);
    }

    @Override
    public byte[] key() {
        return StoredKeys.group(shareFilter);
    }

    @Override
    public byte[] toBytes() {
        FieldWriter to = new FieldWriter(128).octet(VERSION).text(shareFilter.toString());
        ShardPosition.writeAll(positions, to);
        return to.toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static GroupRecord of(byte[] bytes) {
        return FieldReader.read(
                "shared subscription",
                VERSION,
                bytes,
                from -> new GroupRecord(TopicFilter.parse(from.text()), ShardPosition.readAll(from)));
    }
}
