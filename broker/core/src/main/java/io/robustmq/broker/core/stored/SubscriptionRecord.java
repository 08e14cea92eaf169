package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;

/**
 * One subscription of a session, and from where in the logs it counts.
 *
 * <pre>
 *   version          1 byte, 1
 *   flags            1 byte: bits 0 and 1 the QoS, bit 2 no local, bit 3 retain as published, bit 4 it
 *                    replays history
 *   client id        text
 *   filter           text, as the client wrote it, share prefix included
 *   identifier       varint
 *   since            varint, the number of shards; for each a varint, an offset
 * </pre>
 *
 * @param identifier 1..268,435,455, or 0 for none
 * @param qos the largest QoS wanted, 0..2
 * @param replays whether it has begun with history: then its {@link ReplayRecord}, if there is one, says how far it is
 * @param since for each shard the first offset it is about; shared, do not change
 */
public record SubscriptionRecord(
        String clientId,
        TopicFilter filter,
        int identifier,
        int qos,
        boolean noLocal,
        boolean retainAsPublished,
        boolean replays,
        long[] since)
        implements StoredFact {

    private static final int VERSION = 1;
    private static final int MAX_IDENTIFIER = 268_435_455;
    private static final int QOS = 3;
    private static final int NO_LOCAL = 1 << 2;
    private static final int RETAIN_AS_PUBLISHED = 1 << 3;
    private static final int REPLAYS = 1 << 4;

    public SubscriptionRecord {
        Bounds.require("a subscription identifier", identifier, 0, MAX_IDENTIFIER);
        Bounds.require("a QoS", qos, 0, 2);
        for (long offset : since) {
            Bounds.requireOffset(offset);
        }
        if (replays && filter.isShared()) {
            throw new IllegalArgumentException("a shared subscription does not replay");
        }
    }

    @Override
    public byte[] key() {
        return StoredKeys.subscription(clientId, filter);
    }

    @Override
    public byte[] toBytes() {
        int flags = qos
                | (noLocal ? NO_LOCAL : 0)
                | (retainAsPublished ? RETAIN_AS_PUBLISHED : 0)
                | (replays ? REPLAYS : 0);
        FieldWriter to = new FieldWriter(128)
                .octet(VERSION)
                .octet(flags)
                .text(clientId)
                .text(filter.toString())
                .varint(identifier)
                .varint(since.length);
        for (long offset : since) {
            to.varint(offset);
        }
        return to.toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static SubscriptionRecord of(byte[] bytes) {
        return FieldReader.read("subscription", VERSION, bytes, SubscriptionRecord::read);
    }

    private static SubscriptionRecord read(FieldReader from) {
        int flags = from.flags(QOS | NO_LOCAL | RETAIN_AS_PUBLISHED | REPLAYS);
        return new SubscriptionRecord(
                from.text(),
                TopicFilter.parse(from.text()),
                from.number("a subscription identifier", 0, MAX_IDENTIFIER),
                flags & QOS,
                (flags & NO_LOCAL) != 0,
                (flags & RETAIN_AS_PUBLISHED) != 0,
                (flags & REPLAYS) != 0,
                from.numbers());
    }
}
