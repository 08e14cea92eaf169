package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * A QoS 2 message on its way to a client.
 *
 * <pre>
 *   version          1 byte, 1
 *   client id        text
 *   packet id        varint
 *   shard            varint
 *   offset           varint
 *   flags            1 byte: bit 0 PUBREC has come, bit 1 what follows is there
 *   through          text, if its bit is set
 * </pre>
 *
 * @param packetId 1..65,535
 * @param shard whose log has the message
 * @param offset where in the log
 * @param received whether PUBREC has come: then PUBREL is to be sent again, not the message
 * @param through the filter of the shared or replaying subscription it came through; null for any other
 */
public record SentRecord(
        String clientId,
        int packetId,
        int shard,
        long offset,
        boolean received,
        @Nullable TopicFilter through) implements StoredFact {
    private static final int VERSION = 1;
    private static final int IS_RECEIVED = 1;
    private static final int THROUGH = 1 << 1;

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
        FieldWriter to = new FieldWriter(64)
                .octet(VERSION)
                .text(clientId)
                .varint(packetId)
                .varint(shard)
                .varint(offset)
                .octet((received ? IS_RECEIVED : 0) | (through == null ? 0 : THROUGH));
        return through == null ? to.toBytes() : to.text(through.toString()).toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static SentRecord of(byte[] bytes) {
        return FieldReader.read("sent packet id", VERSION, bytes, SentRecord::read);
    }

    private static SentRecord read(FieldReader from) {
        String clientId = from.text();
        int packetId = from.number("a packet id", 1, Bounds.MAX_PACKET_ID);
        int shard = from.number("a shard", 0, Integer.MAX_VALUE);
        long offset = from.varint();
        int flags = from.flags(IS_RECEIVED | THROUGH);
        TopicFilter through = (flags & THROUGH) == 0 ? null : TopicFilter.parse(from.text());
        return new SentRecord(clientId, packetId, shard, offset, (flags & IS_RECEIVED) != 0, through);
    }
}
