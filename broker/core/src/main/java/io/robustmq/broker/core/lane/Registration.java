package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A session's entry in its lane: who is connected to it, and what happens once nobody is.
 *
 * <pre>
 *             open                      disconnect (expiry &gt; 0)            time is up
 *   (none) ─────────► connected ───────────────────────────────► away ───────────────► (none)
 *                        ▲  │  disconnect (expiry 0)               │
 *                        │  └───────────────► (none)               │
 *                        └─────────────────────────────────────────┘ open without clean start
 * </pre>
 *
 * Confined to the lane.
 */
public final class Registration {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Session session;

    @Nullable
    String username;

    long expirySeconds;

    @Nullable
    Attachment connection;

    /** What to publish (made at a wall-clock time in ms) if the client goes without a good-bye; while away: what to publish when its delay is over. */
    @Nullable
    LongFunction<Message> will;

    long willDelaySeconds;

    /** A will that is being written, so that storage is to keep it. */
    @Nullable
    LongFunction<Message> lastWord;

    @Nullable
    Timeout timeout;

    /** Wall-clock time of the client's leaving; while it is away. */
    long awaySinceMillis;

    long expiresAtNanos;
    long willAtNanos;

    Registration(Session session) {
        this.session = session;
    }

    public Session session() {
        return session;
    }

    /** Seconds the session outlives its connection; 4,294,967,295 means for ever. */
    public long expirySeconds() {
        return expirySeconds;
    }

    /** DISCONNECT may change it (the caller has checked that it was not 0 before, [MQTT-3.1.2-23]). */
    public void expirySeconds(long seconds) {
        expirySeconds = seconds;
    }

    boolean neverExpires() {
        return expirySeconds == ConnectProperties.NEVER_EXPIRES;
    }

    /** Starts the clocks of a session whose client has gone. */
    void leaveAt(long nowNanos) {
        expiresAtNanos = neverExpires() ? Long.MAX_VALUE : nowNanos + expirySeconds * NANOS_PER_SECOND;
        willAtNanos = will == null
                ? Long.MAX_VALUE
                : Math.min(expiresAtNanos, nowNanos + willDelaySeconds * NANOS_PER_SECOND); // [MQTT-3.1.3-9]
    }
}
