package io.robustmq.broker.core.stored;

import io.robustmq.broker.core.message.Message;

/**
 * A client's will, from before its CONNECT is answered until it is published or never will be. It stands in the shard of its
 * topic, so that it goes in the write of its message.
 *
 * <pre>
 *   version          1 byte, 1
 *   client id        text
 *   number           varint
 *   will             length and bytes of a message (see {@link MessageFormat})
 *   will delay       varint, seconds
 * </pre>
 *
 * @param number greater than those of the client's earlier wills that are there, or that its {@link SessionRecord} knows
 * @param will as if published at time 0: its expiry runs from when it is published (see {@link Message#publishedAt})
 * @param delaySeconds 0..4,294,967,295
 */
public record WillRecord(String clientId, long number, Message will, long delaySeconds) implements StoredFact {
    private static final int VERSION = 1;

    public WillRecord {
        Bounds.require("the number of a will", number, 1, Long.MAX_VALUE);
        Bounds.require("a will delay", delaySeconds, 0, Bounds.MAX_UNSIGNED_INT);
    }

    @Override
    public byte[] key() {
        return StoredKeys.will(clientId, number);
    }

    @Override
    public byte[] toBytes() {
        return new FieldWriter(64)
                .octet(VERSION)
                .text(clientId)
                .varint(number)
                .block(MessageFormat.toBytes(will))
                .varint(delaySeconds)
                .toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static WillRecord of(byte[] bytes) {
        return FieldReader.read(
                "will",
                VERSION,
                bytes,
                from -> new WillRecord(
                        from.text(), from.varint(), MessageFormat.toMessage(from.block()), from.varint()));
    }
}
