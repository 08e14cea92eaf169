package io.robustmq.broker.core.stored;

import io.robustmq.broker.core.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a session beside its subscriptions and messages.
 *
 * @param username whose it is, null for an anonymous client
 * @param expirySeconds how long it outlives a connection, 1..4,294,967,295
 * @param awaySinceMillis wall-clock time its client went, or {@link #CONNECTED}
 * @param will to be published when the client has gone and the delay is over, as if published at time 0; null for none
 */
public record SessionRecord(
        String clientId,
        @Nullable String username,
        long expirySeconds,
        long awaySinceMillis,
        @Nullable Message will,
        long willDelaySeconds) {
    /** A client is connected. */
    public static final long CONNECTED = Long.MIN_VALUE;

    private static final int VERSION = 1;

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(VERSION)
                .text(clientId)
                .maybe(username)
                .number(expirySeconds)
                .number(awaySinceMillis)
                .flag(will != null);
        if (will != null) {
            out.bytes(MessageFormat.toBytes(will)).number(willDelaySeconds);
        }
        return out.toBytes();
    }

    public static SessionRecord of(byte[] value) {
        ByteReader in = new ByteReader("a session", value, VERSION);
        String clientId = in.text();
        String username = in.maybe();
        long expirySeconds = in.number();
        long awaySinceMillis = in.number();
        boolean hasWill = in.flag();
        Message will = hasWill ? MessageFormat.toMessage(in.bytes()) : null;
        long willDelaySeconds = hasWill ? in.number() : 0;
        return in.end(
                new SessionRecord(clientId, username, expirySeconds, awaySinceMillis, will, willDelaySeconds));
    }
}
