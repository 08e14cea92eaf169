package io.robustmq.broker.core.stored;

import org.jspecify.annotations.Nullable;

/**
 * What a session is beside its subscriptions and messages.
 *
 * <pre>
 *   version          1 byte, 2
 *   flags            1 byte: bit 0 there is a user name, bit 1 a client is connected, bit 2 its newest will waits
 *   client id        text
 *   user name        text, if its bit is set
 *   expiry           varint, seconds
 *   away since       varint, wall clock in ms, unless a client is connected
 *   newest will      varint
 * </pre>
 *
 * <p>Version 1 had the will itself, if bit 2 was set, and its delay, in place of the number. They are passed over.
 *
 * @param username whose session it is, null for an anonymous client
 * @param expirySeconds how long it outlives its connection, 0..4,294,967,295; the largest means for ever
 * @param awaySinceMillis when the client went, wall clock; {@link #CONNECTED} while it is there
 * @param newestWill the number of the last {@link WillRecord} that was the session's, 0 for none
 * @param willWaits whether that is still the session's: to be published if the client goes without a good-bye or, while it is
 *     away, when the delay is over
 */
public record SessionRecord(
        String clientId,
        @Nullable String username,
        long expirySeconds,
        long awaySinceMillis,
        long newestWill,
        boolean willWaits)
        implements StoredFact {

    /** Stands for "not away" in {@link #awaySinceMillis}. */
    public static final long CONNECTED = Long.MIN_VALUE;

    private static final int VERSION = 2;
    private static final int USERNAME = 1;
    private static final int IS_CONNECTED = 1 << 1;
    private static final int WILL = 1 << 2;

    public SessionRecord {
        Bounds.require("a session expiry", expirySeconds, 0, Bounds.MAX_UNSIGNED_INT);
        Bounds.require("the number of a will", newestWill, 0, Long.MAX_VALUE);
    }

    public boolean isConnected() {
        return awaySinceMillis == CONNECTED;
    }

    /** Whether a will of this client is the session's still: it has it as its own, or was not written any more since it came. */
    public boolean mayHave(WillRecord will) {
        return will.number() > newestWill || (will.number() == newestWill && willWaits);
    }

    @Override
    public byte[] key() {
        return StoredKeys.session(clientId);
    }

    @Override
    public byte[] toBytes() {
        int flags = (username == null ? 0 : USERNAME) | (isConnected() ? IS_CONNECTED : 0) | (willWaits ? WILL : 0);
        FieldWriter to = new FieldWriter(64).octet(VERSION).octet(flags).text(clientId);
        if (username != null) {
            to.text(username);
        }
        to.varint(expirySeconds);
        if (!isConnected()) {
            to.varint(awaySinceMillis);
        }
        return to.varint(newestWill).toBytes();
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static SessionRecord of(byte[] bytes) {
        return FieldReader.read("session", VERSION, bytes, SessionRecord::read);
    }

    private static SessionRecord read(FieldReader from) {
        int flags = from.flags(USERNAME | IS_CONNECTED | WILL);
        String clientId = from.text();
        String username = (flags & USERNAME) == 0 ? null : from.text();
        long expirySeconds = from.varint();
        long awaySinceMillis = (flags & IS_CONNECTED) != 0 ? CONNECTED : from.varint();
        boolean hasWill = (flags & WILL) != 0;
        if (from.version() > 1) {
            return new SessionRecord(clientId, username, expirySeconds, awaySinceMillis, from.varint(), hasWill);
        }
        if (hasWill) {
            from.block();
        }
        from.varint();
        return new SessionRecord(clientId, username, expirySeconds, awaySinceMillis, 0, false);
    }
}
