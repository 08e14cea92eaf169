package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.lane.Presence.Away;
import io.robustmq.broker.core.lane.Presence.Connected;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.core.session.StoredSession;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.core.stored.WillRecord;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.core.subscription.Subscriptions;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one lane by client id: opening, resuming, taking over, expiry (MQTT 5.0 §3.1.2, §4.1). Confined to the lane.
 */
public final class Sessions {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<String, Registration> byClientId = new HashMap<>();
    private final Lane lane;
    private final Subscriptions subscriptions;
    private final SessionLimits limits;
    private final AtomicInteger nodeSessions;
    private final Wills wills;

    /** Of an earlier process, until the clients may come. */
    private final Map<Registration, SessionRecord> restored = new LinkedHashMap<>();

    /** Wills of an earlier process that were due, until they can be heard. */
    private final List<KeptWill> dueWills = new ArrayList<>();

    Sessions(Lane lane, Subscriptions subscriptions, SessionLimits limits, AtomicInteger nodeSessions) {
        this.lane = lane;
        this.subscriptions = subscriptions;
        this.limits = limits;
        this.nodeSessions = nodeSessions;
        this.wills = new Wills(lane);
    }

    public @Nullable Registration find(String clientId) {
        return byClientId.get(clientId);
    }

    public Wills wills() {
        return wills;
    }

    // ---- a client comes

    /** An opened session, and whether it was there before. */
    public record Opened(Registration registration, boolean sessionPresent) {}

    /**
     * Opens the session of a client that connects: its earlier one, if it may have that, or a new one.
     *
     * @return null if the node may not hold one more session
     */
    public @Nullable Opened open(Claim claim, Attachment connection) {
        makeWay(claim.clientId(), claim.username(), claim.cleanStart());
        Registration known = byClientId.get(claim.clientId());
        Registration opened = known != null && resume(known) ? known : create(claim);
        if (opened == null) {
            return null;
        }
        opened.connect(claim, connection);
        opened.keep();
        return new Opened(opened, opened == known);
    }

    private @Nullable Registration create(Claim claim) {
        if (limits.maximum() > 0 && nodeSessions.get() >= limits.maximum()) {
            return null;
        }
        return register(new Session(claim.clientId(), lane.index(), lane, limits, claim.expirySeconds() > 0));
    }

    /** A client is about to connect: ends its earlier session, if it may not have that. */
    public void makeWay(String clientId, @Nullable String username, boolean cleanStart) {
        Registration known = byClientId.get(clientId);
        if (known != null && !known.isFor(username, cleanStart)) { // [MQTT-3.1.2-4]
            part(known);
            if (known.presence() instanceof Away) {
                end(known);
            }
        }
    }

    /** Whether the session is still there for its client once it has left its last connection. */
    private boolean resume(Registration known) {
        part(known);
        if (!(known.presence() instanceof Away away)) {
            return false;
        }
        lane.timers().cancel(away);
        wills.drop(known); // a delayed will is not sent when the client is back in time [MQTT-3.1.3-9]
        return true;
    }

    /** Parts a session from the connection it has, if it has one. */
    private void part(Registration known) {
        if (known.presence() instanceof Connected(Attachment former)) {
            lane.counters().takeOvers++;
            former.onTakenOver();
            disconnect(known, former, true);
        }
    }

    /** The client of a session is another broker's now: it has been told so, and is gone. */
    void takeAway(String clientId) {
        Registration known = byClientId.get(clientId);
        if (known != null) {
            part(known);
        }
    }

    private Registration register(Session session) {
        nodeSessions.incrementAndGet();
        lane.counters().sessions++;
        lane.counters().storedSessions += session.isStored() ? 1 : 0;
        Registration registration = new Registration(session);
        byClientId.put(session.clientId(), registration);
        return registration;
    }

    // ---- after a restart

    /** Takes up a session of an earlier process. */
    public void restore(StoredSession stored) {
        SessionRecord record = stored.session();
        Session session = new Session(record.clientId(), lane.index(), lane, limits, true);
        Registration registration = register(session);
        registration.restore(record);
        wills.passOver(record.newestWill());
        List<Subscription> its = new ArrayList<>();
        for (SubscriptionRecord one : stored.subscriptions()) {
            its.add(subscriptions.subscribe(
                    session,
                    one.filter(),
                    one.identifier(),
                    one.qos(),
                    one.noLocal(),
                    one.retainAsPublished(),
                    one.replays(),
                    null));
            lane.counters().subscribed(one.filter());
        }
        session.restore(stored, its);
        restored.put(registration, record);
    }

    /**
     * Takes up a will of an earlier process, when the sessions are there; of one client's, the oldest first. It is its session's
     * if that has it as its own, or was not kept any more since; else it was due.
     */
    public void restore(WillRecord stored) {
        KeptWill will = wills.restore(stored);
        Registration registration = byClientId.get(stored.clientId());
        SessionRecord session = registration == null ? null : restored.get(registration);
        if (registration == null || session == null || !session.mayHave(stored)) {
            dueWills.add(will);
            return;
        }
        KeptWill older = registration.takeWill();
        if (older != null) {
            dueWills.add(older);
        }
        registration.restore(will);
    }

    /**
     * All of an earlier process is there, on all lanes, and no client has come yet: clients that were connected left now, and
     * what is due happens.
     */
    public void begin() {
        long now = lane.wallMillis();
        Map<Registration, SessionRecord> all = new LinkedHashMap<>(restored);
        restored.clear();
        all.forEach((registration, record) -> {
            Away away = leave(registration, record.isConnected() ? now : Math.min(now, record.awaySinceMillis()));
            if (record.isConnected()) {
                registration.keep();
            }
            onTime(registration, away, lane.nowNanos());
        });
        dueWills.forEach(wills::publish);
        dueWills.clear();
    }

    // ---- sessions in storage that brokers share

    /** Whether there is a session of a client here that outlives its connection. */
    boolean isStored(String clientId) {
        Registration known = byClientId.get(clientId);
        return known != null && known.session().isStored();
    }

    /** Takes up what storage has of a client, whose id is this broker's now. */
    void takeUp(StoredClients found, String clientId) {
        found.sessions().forEach(this::restore);
        found.wills().forEach(this::restore);
        if (!found.ended().isEmpty()) {
            lane.storage().clear(clientId);
            tellWhenCleared(clientId);
        }
        begin();
    }

    /** Publishes a will that nobody else does: who wrote it is gone, and its client had no session that outlived it. */
    public void publishLeft(WillRecord stored) {
        wills.publish(wills.restore(stored));
    }

    private void tellWhenCleared(String clientId) {
        lane.storage().whenCleared(clientId, new WriteCompletion() {
            @Override
            public void onWritten() {
                lane.claims().onOver(clientId);
            }

            @Override
            public void onFailed(StorageException why) {
                if (lane.storage().isClearing(clientId)) {
                    tellWhenCleared(clientId);
                }
            }
        });
    }

    /** Has a session written as it is now, which is to go to another broker; its clock stands still. */
    void write(String clientId) {
        Registration known = byClientId.get(clientId);
        if (known != null && known.session().isStored()) {
            if (known.presence() instanceof Away away) {
                lane.timers().cancel(away);
            }
            known.session().write();
        }
    }

    /** Another broker goes on with a session. */
    void forget(String clientId) {
        Registration known = byClientId.remove(clientId);
        if (known == null) {
            return;
        }
        KeptWill will = wills.take(known);
        if (will != null) {
            will.leave();
        }
        if (known.presence() instanceof Away away) {
            lane.timers().cancel(away);
        }
        known.end();
        Session session = known.session();
        account(session);
        session.subscriptions().forEach(subscriptions::move);
        session.leave();
        tellGroups(session);
    }

    /** Other brokers go on with all of them. */
    void forgetAll() {
        restored.clear();
        dueWills.clear();
        List.copyOf(byClientId.keySet()).forEach(this::forget);
    }

    private void account(Session gone) {
        nodeSessions.decrementAndGet();
        LaneCounters counters = lane.counters();
        counters.sessions--;
        counters.storedSessions -= gone.isStored() ? 1 : 0;
        gone.subscriptions().forEach(one -> counters.unsubscribed(one.filter()));
    }

    private void tellGroups(Session gone) {
        for (Subscription subscription : gone.subscriptions()) {
            if (subscription.group() != null) {
                lane.groups().changed(subscription.group());
            }
        }
    }

    // ---- a client goes

    /**
     * The connection of a session has ended.
     *
     * @param who only the connection that holds the session now may part it
     * @param withWill whether the will is due: everything but a DISCONNECT with reason 0x00
     */
    public void disconnect(Registration registration, Attachment who, boolean withWill) {
        if (!registration.isConnectedTo(who)) {
            return;
        }
        registration.session().detach();
        if (!withWill) {
            wills.drop(registration); // [MQTT-3.14.4-3]
        }
        if (registration.expirySeconds() == 0) {
            end(registration);
            return;
        }
        Away away = leave(registration, lane.wallMillis());
        if (away.willAtNanos <= lane.nowNanos()) {
            wills.publish(registration);
        }
        registration.keep();
        startClock(registration, away);
    }

    private Away leave(Registration registration, long sinceMillis) {
        long agoNanos = (lane.wallMillis() - sinceMillis) * NANOS_PER_MILLI;
        Away away = registration.leave(this, sinceMillis, lane.nowNanos() - agoNanos);
        wills.await(registration);
        return away;
    }

    private void startClock(Registration registration, Away away) {
        long due = registration.hasWill() ? Math.min(away.willAtNanos, away.expiresAtNanos) : away.expiresAtNanos;
        if (due != Long.MAX_VALUE) {
            lane.timers().schedule(away, due);
        }
    }

    /** Something is due of a session whose client is away. */
    void onTime(Registration registration, Away away, long nowNanos) {
        if (away.expiresAtNanos <= nowNanos) {
            lane.counters().sessionsExpired++;
            end(registration);
            return;
        }
        if (registration.hasWill() && away.willAtNanos <= nowNanos) {
            wills.publish(registration);
            registration.keep();
        }
        startClock(registration, away);
    }

    /** Ends a session, with or without a client; its will, if still due, is published now. */
    private void end(Registration registration) {
        Session session = registration.session();
        KeptWill will = wills.take(registration);
        if (registration.presence() instanceof Away away) {
            lane.timers().cancel(away);
        }
        registration.end();
        byClientId.remove(session.clientId());
        account(session);
        session.subscriptions().forEach(subscriptions::unsubscribe);
        session.end();
        tellGroups(session);
        wills.publish(will);
        if (session.isStored() && lane.storage().isShared()) {
            tellWhenCleared(session.clientId());
        }
    }

    /**
     * Publishes all wills, those that wait for their delay included, and forgets them; the server is about to stop. A stored
     * session's will that may wait does so in storage.
     */
    public void publishWills() {
        for (Registration registration : List.copyOf(byClientId.values())) {
            KeptWill will = registration.will();
            if (!registration.session().isStored() || will == null || will.delaySeconds() == 0) {
                wills.publish(registration);
            }
        }
    }

    // ---- all of them

    /** The connections that hold a session now. */
    public List<Attachment> connections() {
        List<Attachment> all = new ArrayList<>();
        for (Registration registration : byClientId.values()) {
            if (registration.presence() instanceof Connected(Attachment connection)) {
                all.add(connection);
            }
        }
        return all;
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
}
