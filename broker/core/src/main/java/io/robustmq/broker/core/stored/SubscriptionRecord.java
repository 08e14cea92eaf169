package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.topic.TopicFilter;

/**
 * One subscription of a stored session.
 *
 * @param since for each shard the first offset it counts for
 */
public record SubscriptionRecord(
        String clientId,
        TopicFilter filter,
        int identifier,
        int qos,
        boolean noLocal,
        boolean retainAsPublished,
        long[] since) {
    private static final int VERSION = 1;
    private static final int MOST_IDENTIFIER = 268_435_455;

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(VERSION)
                .text(clientId)
                .text(filter.toString())
                .number(identifier)
                .raw(qos)
                .flag(noLocal)
                .flag(retainAsPublished)
                .number(since.length);
        for (long offset : since) {
            out.number(offset);
        }
        return out.toBytes();
    }

    public static SubscriptionRecord of(byte[] value) {
        ByteReader in = new ByteReader("a subscription", value, VERSION);
        String clientId = in.text();
        TopicFilter filter = filter(in);
        int identifier = in.number(0, MOST_IDENTIFIER);
        int qos = in.number(0, 2);
        boolean noLocal = in.flag();
        boolean retainAsPublished = in.flag();
        long[] since = new long[in.count()];
        for (int shard = 0; shard < since.length; shard++) {
            since[shard] = in.number();
        }
        return in.end(new SubscriptionRecord(clientId, filter, identifier, qos, noLocal, retainAsPublished, since));
    }

    static TopicFilter filter(ByteReader in) {
        String text = in.text();
        try {
            return TopicFilter.parse(text);
        } catch (MalformedPacketException _) {
            throw in.damaged("not a topic filter");
        }
    }
}
