package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.outgoing.LogSide;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * What one session has to do with the log, and what is kept of it there.
 *
 * <pre>
 *   NONE ──────► ReplayingLog          KeptLog
 *         a subscription begins        of a stored session,
 *         with history                 as long as that is
 * </pre>
 *
 * Confined to the session's lane; {@link #NONE} is shared by all.
 */
sealed interface SessionLog extends LogSide permits NoLog, LogFollower {
    /** Of a session that is not stored and replays no history. */
    SessionLog NONE = new NoLog();

    // ---- subscriptions

    /**
     * A subscription counts for what is written from here on; one that takes the place of another goes on as that.
     *
     * @param replaced that other one, or null
     */
    void subscribed(Subscription subscription, @Nullable Subscription replaced);

    void unsubscribed(TopicFilter filter);

    /** The log of a session whose subscription is to begin with history: this one, or one that is made for it. */
    LogFollower replaying(SessionHost host, OutgoingFlow outgoing, SessionSubscriptions subscriptions);

    // ---- messages

    /** Who decides about a message of the log that arrives for this recipient; null if it passes by the log. */
    @Nullable
    LogReader reader(Recipient via, int qos);

    /** The log of a shard has messages, below an offset, that do not arrive: what is wanted of them is to be read. */
    void missed(int shard, long offset);

    /** Below this offset of a shard the session needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    long neededFrom(int shard);

    // ---- the session itself

    /** Writes what is to be known of a stored session after a restart. */
    void keep(SessionRecord record);

    /**
     * Tells when the subscriptions made and ended so far are written, of a new session the session, too; at once if it is not
     * stored, or if nothing of that is left to write.
     */
    void whenKept(WriteCompletion then);

    /** Writes what is not written yet. */
    void write();

    /** Another broker goes on with the session: nothing more is written of it here. */
    void leave();

    /** The session is over: nothing of it is kept. */
    void end();
}
