package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session's entry in its lane: who is connected to it, and what happens once nobody is.
 *
 * <pre>
 *            {@link #connect}                  {@link #leave} (expiry &gt; 0)              time is up
 *   none ─────────► connected ───────────────────────────────► away ───────────────► none
 *                      ▲  │  {@link #end} (expiry 0)                  │
 *                      │  └───────────────► none               │
 *                      └───────────────────────────────────────┘ {@link #connect} without clean start
 * </pre>
 *
 * {@link Sessions} moves it. Confined to the lane.
 */
public final class Registration {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Session session;
    private Presence presence = Presence.None.INSTANCE;
    private @Nullable String username;
    private long expirySeconds;

    /** Of the client that is connected; or that went, and whose will waits for its delay. */
    private @Nullable KeptWill will;

    /** The number of the last will that was the session's. */
    private long newestWill;

    Registration(Session session) {
        this.session = session;
    }

    public Session session() {
        return session;
    }

    Presence presence() {
        return presence;
    }

    /** Seconds the session outlives its connection; 4,294,967,295 means for ever. */
    public long expirySeconds() {
        return expirySeconds;
    }

    /** DISCONNECT may change it, but not if it was 0: the caller has checked that (MQTT 5.0 §3.14.2.2.2). */
    public void expirySeconds(long seconds) {
        expirySeconds = seconds;
    }

    /** Whether this client gets the session as it is. */
    boolean isFor(@Nullable String user, boolean cleanStart) {
        return !cleanStart && Objects.equals(username, user);
    }

    boolean isConnectedTo(Attachment who) {
        return presence instanceof Presence.Connected(Attachment connection) && connection == who;
    }

    // ---- moves

    void connect(Claim claim, Attachment connection) {
        username = claim.username();
        expirySeconds = claim.expirySeconds();
        will = claim.will();
        newestWill = will == null ? newestWill : will.number();
        presence = new Presence.Connected(connection);
    }

    /** An earlier process had the session: its client is away, though it may not have been then. */
    void restore(SessionRecord record) {
        username = record.username();
        expirySeconds = record.expirySeconds();
        newestWill = record.newestWill();
    }

    /** The session's client came with this will, in an earlier process. */
    void restore(KeptWill one) {
        will = one;
        newestWill = one.number();
    }

    /**
     * The client has gone.
     *
     * @param sinceMillis when, by the wall clock, which may be long ago
     * @param sinceNanos the same by the lane's time
     */
    Presence.Away leave(Sessions sessions, long sinceMillis, long sinceNanos) {
        long expiresAt = expirySeconds == ConnectProperties.NEVER_EXPIRES
                ? Long.MAX_VALUE
                : sinceNanos + expirySeconds * NANOS_PER_SECOND;
        long willAt = will == null
                ? Long.MAX_VALUE
                : Math.min(expiresAt, sinceNanos + will.delaySeconds() * NANOS_PER_SECOND); // [MQTT-3.1.3-9]
        Presence.Away away = new Presence.Away(sessions, this, sinceMillis, expiresAt, willAt);
        presence = away;
        return away;
    }

    void end() {
        presence = Presence.None.INSTANCE;
    }

    // ---- the will

    boolean hasWill() {
        return will != null;
    }

    /** The will, which is the session's no more. */
    @Nullable
    KeptWill takeWill() {
        KeptWill taken = will;
        will = null;
        return taken;
    }

    /** The will, which stays the session's. */
    @Nullable
    KeptWill will() {
        return will;
    }

    // ---- storage

    /** Writes what is to be known of a stored session after a restart. */
    void keep() {
        if (!session.isStored()) {
            return;
        }
        session.keep(new SessionRecord(
                session.clientId(),
                username,
                expirySeconds,
                presence instanceof Presence.Away away ? away.sinceMillis : SessionRecord.CONNECTED,
                newestWill,
                will != null));
    }
}
