package io.robustmq.broker.core.stored;

import io.robustmq.broker.core.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a session is beside its subscriptions and messages.
 *
 * <pre>
 *   version          1 byte, 1
 *   flags            1 byte: bit 0 there is a user name, bit 1 a client is connected, bit 2 there is a will
 *   client id        text
 *   user name        text, if its bit is set
 *   expiry           varint, seconds
 *   away since       varint, wall clock in ms, unless a client is connected
 *   will             if its bit is set: length and bytes of a message (see {@link MessageFormat})
 *   will delay       varint, seconds
 * </pre>
 *
 * @param username whose session it is, null for an anonymous client
 * @param expirySeconds how long it outlives its connection, 0..4,294,967,295; the largest means for ever
 * @param awaySinceMillis when the client went, wall clock; {@link #CONNECTED} while it is there
 * @param will what to publish if the client goes without a good-bye, or, while it is away, when the delay is over; null for
 *     none. As if published at time 0: its expiry runs from when it is published (see {@link Message#publishedAt})
 * @param willDelaySeconds 0..4,294,967,295
 */
public record SessionRecord(
        String clientId,
        @Nullable String username,
        long expirySeconds,
        long awaySinceMillis,
        @Nullable Message will,
        long willDelaySeconds)
        implements StoredFact {

    /** Stands for "not away" in {@link #awaySinceMillis}. */
    public static final long CONNECTED = Long.MIN_VALUE;

    private static final int VERSION = 1;
    private static final int USERNAME = 1;
    private static final int IS_CONNECTED = 1 << 1;
    private static final int WILL = 1 << 2;

    public SessionRecord {
        Bounds.require("a session expiry", expirySeconds, 0, Bounds.MAX_UNSIGNED_INT);
        Bounds.require("a will delay", willDelaySeconds, 0, Bounds.MAX_UNSIGNED_INT);
    }

    public boolean isConnected() {
        return awaySinceMillis == CONNECTED;
    }

    @Override
    public byte[] key() {
        return StoredKeys.session(clientId);
    }

    @Override
    public byte[] toBytes() {
        int flags = (username == null ? 0 : USERNAME) | (isConnected() ? IS_CONNECTED : 0) | (will == null ? 0 : WILL);
        FieldWriter to = new FieldWriter(64).octet(VERSION).octet(flags).text(clientId);
        if (username != null) {
            to.text(username);
        }
        to.varint(expirySeconds);
        if (!isConnected()) {
            to.varint(awaySinceMillis);
        }
        if (will != null) {
            to.block(MessageFormat.toBytes(will));
        }
        return to.varint(willDelaySeconds).toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static SessionRecord of(byte[] bytes) {
        return FieldReader.read("session", VERSION, bytes, SessionRecord::read);
    }

    private static SessionRecord read(FieldReader from) {
        int flags = from.flags(USERNAME | IS_CONNECTED | WILL);
        return new SessionRecord(
                from.text(),
                (flags & USERNAME) == 0 ? null : from.text(),
                from.varint(),
                (flags & IS_CONNECTED) != 0 ? CONNECTED : from.varint(),
                (flags & WILL) == 0 ? null : MessageFormat.toMessage(from.block()),
                from.varint());
    }
}
