package io.robustmq.broker.core.stored;

/** A QoS 2 packet id that a client has used and not released. */
public record ReceivedRecord(String clientId, int packetId) {
    private static final int VERSION = 1;
    private static final int MOST_PACKET_ID = 65_535;

    public byte[] toBytes() {
        return new ByteWriter(VERSION).text(clientId).number(packetId).toBytes();
    }

    public static ReceivedRecord of(byte[] value) {
        ByteReader in = new ByteReader("a packet id", value, VERSION);
        return in.end(new ReceivedRecord(in.text(), in.number(1, MOST_PACKET_ID)));
    }
}
