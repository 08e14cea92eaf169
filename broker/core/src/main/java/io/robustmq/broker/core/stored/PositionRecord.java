package io.robustmq.broker.core.stored;

import java.util.List;

/** How far a session has come in the log. */
public record PositionRecord(String clientId, List<ShardPosition> shards) {
    private static final int VERSION = 1;

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(VERSION).text(clientId);
        ShardPosition.write(out, shards);
        return out.toBytes();
    }

    public static PositionRecord of(byte[] value) {
        ByteReader in = new ByteReader("a session's position", value, VERSION);
        String clientId = in.text();
        return in.end(new PositionRecord(clientId, ShardPosition.read(in)));
    }
}
