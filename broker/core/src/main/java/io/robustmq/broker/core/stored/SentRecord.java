package io.robustmq.broker.core.stored;

/**
 * A QoS 2 message on its way to a client.
 *
 * <pre>
 *   version          1 byte, 1
 *   client id        text
 *   packet id        varint
 *   shard            varint
 *   offset           varint
 *   received         1 byte, 0 or 1
 * </pre>
 *
 * @param packetId 1..65,535
 * @param shard whose log has the message
 * @param offset where in the log
 * @param received whether PUBREC has come: then PUBREL is to be sent again, not the message
 */
public record SentRecord(String clientId, int packetId, int shard, long offset, boolean received)
        implements StoredFact {
    private static final int VERSION = 1;

    public SentRecord {
        Bounds.requirePacketId(packetId);
        Bounds.requireShard(shard);
        Bounds.requireOffset(offset);
    }

    @Override
    public byte[] key() {
        return StoredKeys.sent(clientId, packetId);
    }

    @Override
    public byte[] toBytes() {
        return new FieldWriter(64)
                .octet(VERSION)
                .text(clientId)
                .varint(packetId)
                .varint(shard)
                .varint(offset)
                .octet(received ? 1 : 0)
                .toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static SentRecord of(byte[] bytes) {
        return FieldReader.read(
                "sent packet id",
                VERSION,
                bytes,
                from -> new SentRecord(
                        from.text(),
                        from.number("a packet id", 1, Bounds.MAX_PACKET_ID),
                        from.number("a shard", 0, Integer.MAX_VALUE),
                        from.varint(),
                        from.flags(1) == 1));
    }
}
