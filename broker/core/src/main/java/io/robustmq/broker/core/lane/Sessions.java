package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.core.session.StoredSession;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.core.subscription.Subscriptions;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one lane by client id: opening, resuming, taking over, expiry, and the wills that hang on them
 * (MQTT 5.0 §3.1.2, §4.1). Confined to the lane.
 */
public final class Sessions {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<String, Registration> byClientId = new HashMap<>();
    private final Lane lane;
    private final Subscriptions subscriptions;
    private final SessionLimits limits;
    private final AtomicInteger nodeSessions;

    Sessions(Lane lane, Subscriptions subscriptions, SessionLimits limits, AtomicInteger nodeSessions) {
        this.lane = lane;
        this.subscriptions = subscriptions;
        this.limits = limits;
        this.nodeSessions = nodeSessions;
    }

    /** An opened session, and whether it was there before. */
    public record Opened(Registration registration, boolean sessionPresent) {}

    public @Nullable Registration find(String clientId) {
        return byClientId.get(clientId);
    }

    /**
     * Opens the session of a client that connects: its earlier one, if it may have that, or a new one.
     *
     * @return null if the node may not hold one more session
     */
    public @Nullable Opened open(Claim claim, Attachment connection) {
        Registration known = byClientId.get(claim.clientId());
        if (known != null) {
            known = clear(known, claim.cleanStart() || !Objects.equals(known.username, claim.username()));
        }
        boolean present = known != null;
        Registration opened = known == null ? create(claim.clientId(), claim.expirySeconds() > 0) : known;
        if (opened == null) {
            return null;
        }
        opened.username = claim.username();
        opened.connection = connection;
        opened.expirySeconds = claim.expirySeconds();
        opened.will = claim.will();
        opened.willDelaySeconds = claim.willDelaySeconds();
        keep(opened);
        return new Opened(opened, present);
    }

    /** A client is about to connect: ends its earlier session, if it may not have that. */
    public void makeWay(String clientId, @Nullable String username, boolean cleanStart) {
        Registration known = byClientId.get(clientId);
        if (known != null && (cleanStart || !Objects.equals(known.username, username))) {
            clear(known, true);
        }
    }

    /** Parts the session from its last connection; returns null if it does not live on. */
    private @Nullable Registration clear(Registration known, boolean cleanStart) {
        Attachment former = known.connection;
        if (former != null) {
            lane.counters().takeOvers++;
            former.onTakenOver();
            disconnect(known, former, true);
        }
        if (byClientId.get(known.session().clientId()) != known) {
            return null;
        }
        if (cleanStart) { // [MQTT-3.1.2-4]
            end(known);
            return null;
        }
        stopClocks(known); // a delayed will is not sent when the client is back in time [MQTT-3.1.3-9]
        return known;
    }

    private @Nullable Registration create(String clientId, boolean stored) {
        if (limits.maximum() > 0 && nodeSessions.get() >= limits.maximum()) {
            return null;
        }
        return register(new Session(clientId, lane.index(), lane, limits, stored));
    }

    private Registration register(Session session) {
        nodeSessions.incrementAndGet();
        lane.counters().sessions++;
        lane.counters().storedSessions += session.isStored() ? 1 : 0;
        Registration registration = new Registration(session);
        byClientId.put(session.clientId(), registration);
        return registration;
    }

    /** Writes what is to be known of a stored session after a restart; a will as it were made at time 0. */
    private void keep(Registration registration) {
        if (!registration.session().isStored()) {
            return;
        }
        LongFunction<Message> will = registration.will == null ? registration.lastWord : registration.will;
        long awaySince = registration.connection == null ? registration.awaySinceMillis : SessionRecord.CONNECTED;
        registration
                .session()
                .keep(new SessionRecord(
                        registration.session().clientId(),
                        registration.username,
                        registration.expirySeconds,
                        awaySince,
                        will == null ? null : will.apply(0),
                        registration.willDelaySeconds));
    }

    /**
     * Takes up a session of an earlier process; before any client comes. If its client was connected, it left now. A session
     * whose time is over ends with the lane's next tick, so that its will is published then.
     */
    public void restore(StoredSession stored) {
        SessionRecord record = stored.session();
        Session session = new Session(record.clientId(), lane.index(), lane, limits, true);
        Registration registration = register(session);
        registration.username = record.username();
        registration.expirySeconds = record.expirySeconds();
        registration.willDelaySeconds = record.willDelaySeconds();
        Message will = record.will();
        registration.will = will == null ? null : will::publishedAt;
        List<Subscription> restored = new ArrayList<>();
        for (SubscriptionRecord one : stored.subscriptions()) {
            restored.add(subscriptions.subscribe(
                    session, one.filter(), one.identifier(), one.qos(), one.noLocal(), one.retainAsPublished(), null));
            count(one.filter(), 1);
        }
        session.restore(stored, restored);
        long now = lane.wallMillis();
        boolean wasConnected = record.awaySinceMillis() == SessionRecord.CONNECTED;
        leave(registration, wasConnected ? now : Math.min(now, record.awaySinceMillis()));
        if (wasConnected) {
            keep(registration);
        }
        if (registration.will != null) {
            lane.counters().pendingWills++;
        }
        startClock(registration);
    }

    private void count(TopicFilter filter, int change) {
        lane.counters().subscriptions += change;
        lane.counters().sharedSubscriptions += filter.isShared() ? change : 0;
    }

    /** Starts the clocks of a session whose client went at {@code wallMillis}. */
    private void leave(Registration registration, long wallMillis) {
        registration.awaySinceMillis = wallMillis;
        registration.leaveAt(lane.nowNanos() - (lane.wallMillis() - wallMillis) * NANOS_PER_MILLI);
    }

    /**
     * The connection of a session has ended.
     *
     * @param who only the connection that holds the session now may part it
     * @param withWill whether the will is due: everything but a DISCONNECT with reason 0x00
     */
    public void disconnect(Registration registration, Attachment who, boolean withWill) {
        if (registration.connection != who) {
            return;
        }
        registration.connection = null;
        registration.session().detach();
        if (!withWill) {
            registration.will = null; // [MQTT-3.14.4-3]
        }
        if (registration.expirySeconds == 0) {
            end(registration);
            return;
        }
        leave(registration, lane.wallMillis());
        if (registration.will != null && registration.willAtNanos <= lane.nowNanos()) {
            publishWill(registration);
        } else if (registration.will != null) {
            lane.counters().pendingWills++;
        }
        keep(registration);
        startClock(registration);
    }

    private void startClock(Registration registration) {
        long first = Math.min(
                registration.expiresAtNanos, registration.will == null ? Long.MAX_VALUE : registration.willAtNanos);
        if (first == Long.MAX_VALUE) {
            return;
        }
        Timeout timeout = registration.timeout;
        if (timeout == null) {
            timeout = new Timeout() {
                @Override
                protected void onTime(long nowNanos) {
                    onClock(registration, nowNanos);
                }
            };
            registration.timeout = timeout;
        }
        lane.timers().schedule(timeout, first);
    }

    private void onClock(Registration registration, long nowNanos) {
        if (registration.expiresAtNanos <= nowNanos) {
            lane.counters().sessionsExpired++;
            end(registration);
            return;
        }
        if (registration.will != null && registration.willAtNanos <= nowNanos) {
            lane.counters().pendingWills--;
            publishWill(registration);
            keep(registration);
        }
        startClock(registration);
    }

    private void stopClocks(Registration registration) {
        if (registration.timeout != null) {
            lane.timers().cancel(registration.timeout);
            registration.timeout = null;
        }
        if (registration.connection == null && registration.will != null) {
            lane.counters().pendingWills--;
            registration.will = null;
        }
    }

    /** Ends a session whether or not a client is connected; its will, if still due, is published now. */
    private void end(Registration registration) {
        Session session = registration.session();
        boolean pending = registration.timeout != null && registration.will != null;
        if (registration.timeout != null) {
            lane.timers().cancel(registration.timeout);
            registration.timeout = null;
        }
        if (pending) {
            lane.counters().pendingWills--;
        }
        byClientId.remove(session.clientId());
        nodeSessions.decrementAndGet();
        LaneCounters counters = lane.counters();
        counters.sessions--;
        counters.storedSessions -= session.isStored() ? 1 : 0;
        for (Subscription subscription : session.subscriptions()) {
            subscriptions.unsubscribe(subscription);
            count(subscription.filter(), -1);
        }
        session.end();
        for (Subscription subscription : session.subscriptions()) {
            if (subscription.group() != null) {
                lane.groupChanged(subscription.group());
            }
        }
        publishWill(registration);
    }

    private void publishWill(Registration registration) {
        LongFunction<Message> will = registration.will;
        registration.will = null;
        if (will != null) {
            lane.counters().wills++;
            new LastWord(registration, will).say();
        }
    }

    /** A will that is due: storage forgets it only once it is on its way, and it is tried again until it is. */
    private final class LastWord implements LaneStorage.Saved, WriteCompletion {
        private final Registration of;
        private final LongFunction<Message> will;
        private final Message message;
        private boolean isLate;

        LastWord(Registration of, LongFunction<Message> will) {
            this.of = of;
            this.will = will;
            this.message = will.apply(lane.wallMillis());
        }

        void say() {
            of.lastWord = will;
            lane.publishWill(message, this);
            isLate = true;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // it may have been another connection's will since
        public void onWritten() {
            if (of.lastWord == will) {
                of.lastWord = null;
                if (isLate && byClientId.get(of.session().clientId()) == of) {
                    keep(of);
                }
            }
        }

        @Override
        public void onFailed(StorageException why) {
            if (message.qos() == 1 || why.kind() == StorageException.Kind.FULL) { // else it might come twice
                lane.storage().retrySoon(this);
            }
        }

        @Override
        public void save() {}

        @Override
        public void retry() {
            lane.publishWill(message, this);
        }
    }

    /** Below this offset of a shard no session of the lane needs anything of the log; {@link Long#MAX_VALUE} if none does. */
    public long neededFrom(int shard) {
        long needed = Long.MAX_VALUE;
        for (Registration registration : byClientId.values()) {
            needed = Math.min(needed, registration.session().neededFrom(shard));
        }
        return needed;
    }

    /** The log of a shard has messages, below an offset, that do not arrive: who wants them is to read them. */
    void missed(int shard, long offset) {
        for (Registration registration : List.copyOf(byClientId.values())) {
            registration.session().missed(shard, offset);
        }
    }

    /** The connections that hold a session now. */
    public List<Attachment> connections() {
        return byClientId.values().stream()
                .map(registration -> registration.connection)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Publishes all wills, those that wait for their delay included, and forgets them; the server is about to stop. A stored
     * session's will that may wait does so in storage.
     */
    public void publishWills() {
        for (Registration registration : List.copyOf(byClientId.values())) {
            if (registration.session().isStored() && registration.willDelaySeconds > 0) {
                continue;
            }
            if (registration.connection == null && registration.will != null) {
                lane.counters().pendingWills--;
            }
            publishWill(registration);
            registration.lastWord = null; // storage completes what it was asked for
        }
    }
}
