package io.robustmq.broker.core.stored;

/**
 * A packet id with which a client has sent a QoS 2 message and which it has not released: the same id again is the same
 * message.
 *
 * <pre>
 *   version          1 byte, 1
 *   client id        text
 *   packet id        varint
 * </pre>
 *
 * @param packetId 1..65,535
 */
public record ReceivedRecord(String clientId, int packetId) implements StoredFact {
    private static final int VERSION = 1;

    public ReceivedRecord {
        Bounds.requirePacketId(packetId);
    }

    @Override
    public byte[] key() {
        return StoredKeys.received(clientId, packetId);
    }

    @Override
    public byte[] toBytes() {
        return new FieldWriter(32)
                .octet(VERSION)
                .text(clientId)
                .varint(packetId)
                .toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static ReceivedRecord of(byte[] bytes) {
        return FieldReader.read(
                "received packet id",
                VERSION,
                bytes,
                from -> new ReceivedRecord(from.text(), from.number("a packet id", 1, Bounds.MAX_PACKET_ID)));
    }
}
