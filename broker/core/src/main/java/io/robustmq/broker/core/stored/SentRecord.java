package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * A QoS 2 message on its way to a client.
 *
 * @param received whether its PUBREC has come
 * @param group the shared subscription it came through, or null
 */
public record SentRecord(
        String clientId, int packetId, int shard, long offset, boolean received, @Nullable TopicFilter group) {
    private static final int VERSION = 1;
    private static final int MOST_PACKET_ID = 65_535;
    private static final int MOST_SHARD = 126;

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(VERSION)
                .text(clientId)
                .number(packetId)
                .number(shard)
                .number(offset)
                .flag(received)
                .flag(group != null);
        if (group != null) {
            out.text(group.toString());
        }
        return out.toBytes();
    }

    public static SentRecord of(byte[] value) {
        ByteReader in = new ByteReader("a message in flight", value, VERSION);
        String clientId = in.text();
        int packetId = in.number(1, MOST_PACKET_ID);
        int shard = in.number(0, MOST_SHARD);
        long offset = in.number();
        boolean received = in.flag();
        TopicFilter group = in.flag() ? SubscriptionRecord.filter(in) : null;
        return in.end(new SentRecord(clientId, packetId, shard, offset, received, group));
    }
}
