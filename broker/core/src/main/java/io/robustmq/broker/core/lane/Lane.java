package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.durable.Arrivals;
import io.robustmq.broker.core.durable.DurablePath;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Logged;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.group.StoredGroup;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.port.Ownership;
import io.robustmq.broker.core.retained.RetainedMessages;
import io.robustmq.broker.core.routing.RemoteRoute;
import io.robustmq.broker.core.routing.Route;
import io.robustmq.broker.core.routing.Router;
import io.robustmq.broker.core.routing.SpreadGroup;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.session.SessionHost;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.RemoteBroker;
import io.robustmq.broker.core.subscription.RemoteMembers;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.core.subscription.Subscriptions;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of the node: the sessions whose client ids belong to it, their timers, and the hand-over of messages to
 * and from other lanes. Everything here runs on the lane's thread.
 *
 * <p>A message for sessions of this lane is delivered within {@link #publish}. Messages for another lane are gathered during
 * the turn and handed over once at its end: one wake-up a turn, not one a message.
 */
public final class Lane implements SessionHost {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int RETAINED_TOPICS_SWEPT_A_TICK = 256;

    /** Without a tick for this long, the lane has not run, or not read: the process was stopped, or the machine. */
    private static final long STALL_NANOS = 1_000_000_000;

    private final int index;
    private final LaneThread thread;
    private final Router router;
    private final Subscriptions subscriptions;
    private final RetainedMessages retained;
    private final NodeMemory memory;
    private final LaneStorage storage;
    private final DurablePath durable;
    private final LaneGroups groups;
    private final LaneCounters counters = new LaneCounters();
    private final Timers timers;
    private final Sessions sessions;
    private final MemoryRelief relief = new MemoryRelief(this);
    private final Fanout fanout = new Fanout();
    private final Inbox inbox;
    private final Outbox outbox;
    private final PeerOutbox peers;
    private final PeerBacklog peerBacklog;
    private final LaneClaims claims;

    private List<Lane> lanes = List.of();
    private long inboxLimit;
    private long work;
    private long nowNanos;
    private long tickNanos;
    private long listeningSinceNanos;
    private long tickWallMillis;

    public Lane(
            int index,
            LaneThread thread,
            Router router,
            Subscriptions subscriptions,
            RetainedMessages retained,
            NodeMemory memory,
            LaneStorage storage,
            PeerBacklog peerBacklog,
            Ownership ownership,
            Function<String, CompletionStage<StoredClients>> storedClients,
            OpenClaims openClaims,
            UnreadableClients unreadable,
            SessionLimits limits,
            AtomicInteger nodeSessions,
            long nowNanos,
            long wallMillis) {
        this.index = index;
        this.thread = thread;
        this.router = router;
        this.subscriptions = subscriptions;
        this.retained = retained;
        this.memory = memory;
        this.storage = storage;
        this.durable = new DurablePath(router, retained, storage, counters, this::wallMillis);
        this.groups = new LaneGroups(this, storage, subscriptions.groups());
        this.nowNanos = nowNanos;
        this.tickNanos = nowNanos;
        this.listeningSinceNanos = nowNanos;
        this.tickWallMillis = wallMillis;
        this.timers = new Timers(nowNanos);
        this.inbox = new Inbox(thread, this::deliver);
        this.outbox = new Outbox(thread, counters);
        this.peers = new PeerOutbox(thread);
        this.peerBacklog = peerBacklog;
        this.claims = new LaneClaims(this, ownership, storedClients, openClaims, unreadable);
        this.sessions = new Sessions(this, subscriptions, limits, nodeSessions);
    }

    /** Makes the node's lanes known to each other; once, before anything runs. */
    public void join(List<Lane> all) {
        lanes = List.copyOf(all);
        outbox.join(lanes);
        inboxLimit = memory.inboxLimit(all.size());
        groups.join(lanes);
    }

    public int index() {
        return index;
    }

    public LaneThread thread() {
        return thread;
    }

    @Override
    public LaneCounters counters() {
        return counters;
    }

    public Timers timers() {
        return timers;
    }

    public Sessions sessions() {
        return sessions;
    }

    @Override
    public void reachabilityChanged(Collection<Subscription> changed) {
        for (Subscription subscription : changed) {
            SharedGroup group = subscription.group();
            if (group == null) {
                subscriptions.tree().touch(subscription.filter());
            } else {
                subscriptions.groups().counted(group);
            }
        }
    }

    @Override
    public LaneStorage storage() {
        return storage;
    }

    /** The client ids of the lane's clients, claimed from whoever else may have them. */
    public LaneClaims claims() {
        return claims;
    }

    /** What is written of what is published. */
    public DurablePath durable() {
        return durable;
    }

    public Router router() {
        return router;
    }

    public RetainedMessages retained() {
        return retained;
    }

    // ---- time

    /** An event arrives; time is what the caller says from here on. */
    public void enter(long now) {
        nowNanos = now;
        claims.requireLease();
    }

    /** Since when the lane has been running without a stall: what clients sent before may not be read yet. */
    public long listeningSinceNanos() {
        return listeningSinceNanos;
    }

    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public long wallMillis() {
        return tickWallMillis + (nowNanos - tickNanos) / NANOS_PER_MILLI;
    }

    /** Time has passed; call about every 100 ms. */
    public void onTick(long now, long wallMillis) {
        nowNanos = now;
        if (now - tickNanos > STALL_NANOS) {
            listeningSinceNanos = now;
        }
        tickNanos = now;
        tickWallMillis = wallMillis;
        claims.requireLease();
        timers.advance(now);
        relief.onTick(now, memory.isTight());
        if (index == 0) {
            retained.sweep(RETAINED_TOPICS_SWEPT_A_TICK, wallMillis, storage::expire);
        }
        long[] handedOver = storage.handedOver();
        if (inbox.isEmpty()) {
            storage.sawAllOf(handedOver);
        }
        storage.onTick();
    }

    /** Writes what the lane's sessions have to save; the server is about to stop. */
    public void saveNow() {
        storage.onTick();
    }

    @Override
    public boolean isMemoryFull() {
        return memory.isFull();
    }

    @Override
    public boolean isMemoryTight() {
        return memory.isTight();
    }

    /** Whether clients that publish should be read more slowly: memory is tight, or a lane falls behind with its inbox. */
    public boolean mustSlowPublishers() {
        return peerBacklog.isBehind() || isNodeBehind();
    }

    /** Whether memory is tight, or a lane falls behind with its inbox, or storage with what it is to write; for any thread. */
    public boolean isNodeBehind() {
        if (memory.isTight() || storage.pendingBytes() > inboxLimit) {
            return true;
        }
        for (Lane lane : lanes) {
            if (lane.inbox.bytes() > inboxLimit) {
                return true;
            }
        }
        return false;
    }

    /** About the bytes other lanes have handed over that are not delivered yet; for any thread. */
    public long inboxBytes() {
        return inbox.bytes();
    }

    @Override
    public void later(Runnable task) {
        thread.execute(task);
    }

    // ---- publishing

    /** Deliveries that {@link #publish} has caused so far, on all lanes: what one client's share of a turn is measured with. */
    public long work() {
        return work;
    }

    /** Delivers a message to everybody who wants it; returns whether anybody does. */
    public boolean publish(Message message, Topic topic) {
        Route route = router.route(topic);
        if (route.isEmpty()) {
            counters.messagesWithoutSubscriber++;
            return false;
        }
        publishHere(message, route);
        RemoteRoute remote = route.remote();
        if (remote != null) {
            forward(message, remote, false);
        }
        return true;
    }

    private void publishHere(Message message, Route route) {
        Recipient[][] recipients = route.recipients();
        for (int lane = 0; lane < recipients.length; lane++) {
            Recipient[] there = recipients[lane];
            if (there.length == 0) {
                continue;
            }
            work += there.length;
            if (lane == index) {
                deliver(message, there, Place.NOWHERE);
            } else {
                outbox.to(lane).add(message, there);
            }
        }
        for (SharedGroup group : route.groups()) {
            share(message, group, null);
        }
    }

    /** @param isInLog whether it is written to a log that others read, too */
    private void forward(Message message, RemoteRoute remote, boolean isInLog) {
        for (RemoteBroker broker : remote.brokers()) {
            work++;
            peers.add(broker, message, isInLog ? Addressees.PASSERS : Addressees.SESSIONS);
        }
        if (!isInLog) { // of QoS 0, or written before they wanted it
            for (RemoteBroker broker : remote.stores()) {
                work++;
                peers.add(broker, message, Addressees.SESSIONS);
            }
        }
        for (SpreadGroup group : remote.groups()) {
            RemoteMembers there = group.choose(message);
            SharedGroup here = group.local();
            if (there != null) {
                work++;
                peers.add(there.broker(), message, Addressees.oneOf(group.filter()));
            } else if (here != null) {
                share(message, here, null);
            }
        }
    }

    /** Keeps a retained message of the broker's own, which is gone with the process, and delivers it to this broker's sessions. */
    public void publishOwn(Message message, Topic topic) {
        if (durable.mayRetain(message)) {
            retained.apply(message);
        }
        publishHere(message, router.route(topic));
    }

    private void deliver(Message message, Recipient[] recipients, long place) {
        if (recipients.length == 1) {
            recipients[0].subscriber().deliver(message, recipients[0], place, null);
            return;
        }
        fanout.begin(message, wallMillis());
        for (Recipient recipient : recipients) {
            recipient.subscriber().deliver(message, recipient, place, fanout);
        }
        fanout.clear();
    }

    private void share(Message message, SharedGroup group, @Nullable Subscriber not) {
        Subscription chosen = group.choose(message, not);
        if (chosen == null) {
            counters.dropped(Drop.OFFLINE);
        } else if (chosen.subscriber().lane() == index) {
            chosen.subscriber().deliver(message, chosen, Place.NOWHERE, null);
        } else {
            outbox.to(chosen.subscriber().lane()).add(message, chosen, Place.NOWHERE);
        }
    }

    @Override
    public void reroute(Message message, SharedGroup group, Subscriber not) {
        share(message, group, not);
    }

    // ---- between lanes

    private void deliver(Delivery delivery) {
        claims.requireLease();
        switch (delivery) {
            case Delivery.FromLane(Batch batch) -> {
                for (int i = 0; i < batch.size; i++) {
                    deliver(batch.messages[i], batch.recipients[i], batch.places[i]);
                }
            }
            case Delivery.FromStorage(Arrivals arrivals) -> deliver(arrivals);
            case Delivery.FromMembers(List<LaneGroups.Report> reports) -> groups.deliver(reports);
        }
    }

    private void deliver(Message message, Object recipients, long place) {
        switch (recipients) {
            case Recipient one -> one.subscriber().deliver(message, one, place, null);
            case SharedGroup group -> groups.offer(group, message, place);
            case RemoteRoute remote -> forward(message, remote, false);
            case Logged(RemoteRoute remote) -> forward(message, remote, true);
            case PeerDeliveries.WrittenFirst first -> durable.writeForwarded(message, first.topic(), first.to());
            default -> deliver(message, (Recipient[]) recipients, place);
        }
    }

    // ---- shared subscriptions with stored members

    @Override
    public LaneGroups groups() {
        return groups;
    }

    /** Takes something handed over; on any thread. */
    void take(Delivery delivery) {
        inbox.add(delivery);
    }

    /** A message in the log of which its group is not to know, since it does not follow the log any more: it goes to a member. */
    void passOn(Message message, SharedGroup group) {
        share(message, group, null);
    }

    /** Gives a message of a group's to one of its members. */
    void give(Message message, Subscription member, long place) {
        int there = member.subscriber().lane();
        if (there == index) {
            member.subscriber().deliver(message, member, place, null);
        } else {
            outbox.to(there).add(message, member, place);
        }
    }

    /** Takes up a shared subscription of an earlier process; its members are there. */
    public void restore(SharedGroup group, StoredGroup stored) {
        groups.restore(group, stored);
    }

    /** Below this offset of a shard nobody on the lane needs anything of the log; {@link Long#MAX_VALUE} if nobody does. */
    public long neededFrom(int shard) {
        return Math.min(sessions.neededFrom(shard), groups.neededFrom(shard));
    }

    // ---- from storage

    /** Takes what a shard has for this lane; on any thread. */
    public void arrive(Arrivals arrivals) {
        inbox.add(new Delivery.FromStorage(arrivals));
    }

    private void deliver(Arrivals arrivals) {
        if (arrivals.missedBelow() > 0) {
            sessions.missed(arrivals.shard(), arrivals.missedBelow());
            groups.missed(arrivals.shard(), arrivals.missedBelow());
        }
        for (int i = 0; i < arrivals.size(); i++) {
            deliver(arrivals.message(i), arrivals.recipients(i), arrivals.place(i));
        }
        for (int i = arrivals.unclaimed(); i > 0; i--) {
            counters.dropped(Drop.OFFLINE);
        }
        storage.delivered(arrivals);
    }
}
