package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * A QoS 2 message on its way to a client.
 *
 * <pre>
 *   version          1 byte, 1; 2 if it stands in no log
 *   client id        text
 *   packet id        varint
 *   shard            varint
 *   offset           varint
 *   flags            1 byte: bit 0 PUBREC has come, bit 1 what follows is there, bit 2 it stands in no log
 *   through          text, if its bit is set
 * </pre>
 *
 * @param packetId 1..65,535
 * @param shard whose log has the message
 * @param offset where in the log
 * @param received whether PUBREC has come: then PUBREL is to be sent again, not the message
 * @param through the filter of the shared or replaying subscription it came through; null for any other
 * @param isInLog false for one that cannot be read again, such as a retained message: then shard and offset are 0
 */
public record SentRecord(
        String clientId,
        int packetId,
        int shard,
        long offset,
        boolean received,
        @Nullable TopicFilter through,
        boolean isInLog)
        implements StoredFact {
    private static final int VERSION = 2;
    private static final int VERSION_IN_LOG = 1;
    private static final int IS_RECEIVED = 1;
    private static final int THROUGH = 1 << 1;
    private static final int IN_NO_LOG = 1 << 2;

    public SentRecord {
        Bounds.requirePacketId(packetId);
        Bounds.requireShard(shard);
        Bounds.requireOffset(offset);
        if (!isInLog && (shard != 0 || offset != 0)) {
            throw new IllegalArgumentException("a place in no log");
        }
    }

    /** One that stands in a log. */
    public SentRecord(
            String clientId, int packetId, int shard, long offset, boolean received, @Nullable TopicFilter through) {
        this(clientId, packetId, shard, offset, received, through, true);
    }

    /** One that stands in none. */
    public static SentRecord inNoLog(String clientId, int packetId, boolean received, @Nullable TopicFilter through) {
        return new SentRecord(clientId, packetId, 0, 0, received, through, false);
    }

    @Override
    public byte[] key() {
        return StoredKeys.sent(clientId, packetId);
    }

    @Override
    public byte[] toBytes() {
        FieldWriter to = new FieldWriter(64)
                .octet(isInLog ? VERSION_IN_LOG : VERSION)
                .text(clientId)
                .varint(packetId)
                .varint(shard)
                .varint(offset)
                .octet((received ? IS_RECEIVED : 0) | (through == null ? 0 : THROUGH) | (isInLog ? 0 : IN_NO_LOG));
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
        int flags = from.flags(
                from.version() == VERSION_IN_LOG ? IS_RECEIVED | THROUGH : IS_RECEIVED | THROUGH | IN_NO_LOG);
        TopicFilter through = (flags & THROUGH) == 0 ? null : TopicFilter.parse(from.text());
        return new SentRecord(
                clientId, packetId, shard, offset, (flags & IS_RECEIVED) != 0, through, (flags & IN_NO_LOG) == 0);
    }
}
