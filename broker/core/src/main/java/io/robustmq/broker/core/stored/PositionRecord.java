package io.robustmq.broker.core.stored;

import java.util.List;

/**
 * How far a session is in the logs.
 *
 * <pre>
 *   version          1 byte, 1
 *   client id        text
 *   positions        varint, their number; for each a {@link ShardPosition}
 * </pre>
 *
 * @param positions at most one for a shard
 */
public record PositionRecord(String clientId, List<ShardPosition> positions) implements StoredFact {
    private static final int VERSION = 1;

    public PositionRecord {
        positions = List.copyOf(positions);
    }

    @Override
    public byte[] key() {
        return StoredKeys.position(clientId);
    }

    @Override
    public byte[] toBytes() {
        FieldWriter to = new FieldWriter(128).octet(VERSION).text(clientId);
        ShardPosition.writeAll(positions, to);
        return to.toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static PositionRecord of(byte[] bytes) {
        return FieldReader.read(
                "position", VERSION, bytes, from -> new PositionRecord(from.text(), ShardPosition.readAll(from)));
    }
}
