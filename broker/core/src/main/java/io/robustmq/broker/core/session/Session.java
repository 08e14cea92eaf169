package io.robustmq.broker.core.session;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.outgoing.AckResult;
import io.robustmq.broker.core.outgoing.LogSide;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.retained.RetainedScan;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * One client's session (MQTT 5.0 §4.1): its subscriptions, what is in flight to it, what waits for it, and the QoS 2 packet
 * ids it has sent us. Outlives connections as long as its expiry allows. Confined to its lane, but for {@link #isOnline} and
 * {@link #load}.
 *
 * <p>What goes to the client is in {@link OutgoingFlow}, what it has published at QoS 2 in {@link ReceivedExchanges}, and retained
 * messages for its new subscriptions in {@link Backfills}. What it has to do with the log, and what is kept of it there, is in
 * its {@link SessionLog}.
 */
public final class Session implements OutgoingFlow.Owner {
    private final String clientId;
    private final int lane;
    private final SessionHost host;
    private final OutgoingFlow outgoing;
    private final SessionSubscriptions subscriptions;
    private final boolean stored;
    private final boolean queuesQos0;
    private SessionLog log;

    /** Made when the client publishes. */
    private @Nullable ReceivedExchanges received;

    private @Nullable Backfills backfills;
    private boolean ended;

    private volatile boolean online;

    /** @param stored whether it is kept in the host's storage */
    public Session(String clientId, int lane, SessionHost host, SessionLimits limits, boolean stored) {
        this.clientId = clientId;
        this.lane = lane;
        this.host = host;
        this.subscriptions = new SessionSubscriptions(host);
        this.stored = stored;
        this.queuesQos0 = limits.queueQos0();
        this.outgoing = new OutgoingFlow(this, host, limits);
        this.log = stored ? new KeptLog(clientId, host, outgoing, subscriptions) : SessionLog.NONE;
    }

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public int lane() {
        return lane;
    }

    @Override
    public boolean isOnline() {
        return online;
    }

    @Override
    public boolean isStored() {
        return stored;
    }

    @Override
    public boolean isParked() {
        return stored && !online && !queuesQos0;
    }

    @Override
    public int load() {
        return outgoing.outstanding().load();
    }

    @Override
    public LogSide log() {
        return log;
    }

    /** QoS 2 from the client. */
    public ReceivedExchanges received() {
        ReceivedExchanges known = received;
        if (known == null) {
            known = new ReceivedExchanges(clientId, host, stored);
            received = known;
        }
        return known;
    }

    /** Bytes of messages that wait in memory for the client. */
    public long queuedBytes() {
        return outgoing.queuedBytes();
    }

    // ---- subscriptions

    public Collection<Subscription> subscriptions() {
        return subscriptions.all();
    }

    public @Nullable Subscription subscription(TopicFilter filter) {
        return subscriptions.get(filter);
    }

    /**
     * Remembers a subscription, in place of an earlier one with the same filter.
     *
     * @param from where its history begins in each shard, if it asks for that now; else null
     */
    public void subscribe(Subscription subscription, long @Nullable [] from) {
        Subscription replaced = subscriptions.put(subscription);
        if (from == null) {
            log.subscribed(subscription, replaced);
        } else {
            LogFollower replaying = log.replaying(host, outgoing, subscriptions);
            log = replaying;
            replaying.replay(subscription, from);
        }
        subscriptions.tellChanged(subscription);
    }

    public @Nullable Subscription unsubscribe(TopicFilter filter) {
        if (backfills != null) {
            backfills.remove(filter);
        }
        Subscription unsubscribed = subscriptions.remove(filter);
        if (unsubscribed != null) {
            log.unsubscribed(filter);
        }
        return unsubscribed;
    }

    // ---- connection

    /**
     * A client has connected and been told so: what was in flight is sent again, in order [MQTT-4.4.0-1] [MQTT-4.6.0-1],
     * then what waits.
     *
     * @param receiveMaximum QoS 1 and 2 messages the client takes at once, 1..65,535
     */
    public void attach(Outlet outlet, int receiveMaximum) {
        online = true;
        if (stored) {
            host.reachabilityChanged(subscriptions()); // before anything is read, see ShardFeed
        }
        if (received != null) {
            received.onConnection();
        }
        outgoing.attach(outlet, receiveMaximum);
        continueBackfills();
        subscriptions.tellOnline();
    }

    /** The client has gone. Messages of shared subscriptions go to members that are still there. */
    public void detach() {
        online = false;
        if (stored) {
            host.reachabilityChanged(subscriptions());
        }
        outgoing.detach();
        outgoing.giveAwayShared(false);
    }

    /** The session is over: nothing of it is kept. The caller has ended its subscriptions. */
    public void end() {
        forgetAll();
        log.end();
    }

    /** Another broker goes on with the session: what is kept of it stays. The caller has ended its subscriptions here. */
    public void leave() {
        forgetAll();
        log.leave();
    }

    private void forgetAll() {
        ended = true;
        online = false;
        outgoing.detach();
        outgoing.giveAwayShared(true);
        outgoing.dropAll();
        backfills = null;
        received = null;
    }

    /** Writes what is not written yet. */
    public void write() {
        log.write();
    }

    /** The socket takes more. */
    public void onWritable() {
        outgoing.pump();
        continueBackfills();
    }

    private void continueBackfills() {
        if (backfills != null) {
            backfills.maybeContinue();
        }
    }

    // ---- messages to the client

    @Override
    public void deliver(Message message, Recipient via, long place, @Nullable Fanout fanout) {
        SharedGroup shared = via.group();
        if (shared != null && place != Place.NOWHERE) {
            deliver(message, via, shared, place);
            return;
        }
        int qos = via.qosFor(message);
        if (shared != null && !keeps(shared, qos)) {
            host.reroute(message, shared, this);
            return;
        }
        if (ended || qos == Recipient.UNWANTED) {
            return;
        }
        boolean retain = message.retain() && via.retainAsPublished();
        LogReader reader = place == Place.NOWHERE ? null : log.reader(via, qos);
        if (reader == null) {
            outgoing.offer(message, via, qos, retain, Place.NOWHERE, null, fanout);
        } else if (reader.takes(place)) { // else it is known already, or to be read
            Fanout same = reader.isReplaying() ? null : fanout;
            outgoing.offer(reader.told(message, place), via, qos, retain, place, reader, same);
        }
    }

    /** A message that its stored group has dealt out to this session. */
    private void deliver(Message message, Recipient via, SharedGroup group, long place) {
        int qos = via.qosFor(message);
        if (ended || qos == Recipient.UNWANTED || outgoing.outlet() == null) {
            host.groups().giveBack(group, place, message, false);
            return;
        }
        outgoing.offer(message, via, qos, message.retain() && via.retainAsPublished(), place, null, null);
        if (qos == 0) {
            host.groups().settled(group, place);
        }
    }

    /** Whether a message of a shared subscription stays here: the client is there, or no other member's client is. */
    private boolean keeps(SharedGroup group, int qos) {
        return !ended && qos != Recipient.UNWANTED && (outgoing.outlet() != null || !group.hasOtherOnline(this));
    }

    /** SUBACK is out: history may begin. */
    public void replay() {
        outgoing.pump();
    }

    // ---- retained messages for new subscriptions

    /** Sends the retained messages of {@code scan} as the client takes them, a page of {@code pageMessages} at a time. */
    public void backfill(RetainedScan<Message> scan, Subscription subscription, int pageMessages) {
        if (backfills == null) {
            backfills = new Backfills(host, outgoing);
        }
        backfills.add(scan, subscription, pageMessages);
    }

    // ---- acknowledgements from the client

    /** PUBACK: the QoS 1 exchange is over, whatever the reason code. */
    public AckResult onPubAck(int packetId) {
        return settled(outgoing.acknowledgements().onPubAck(packetId));
    }

    /**
     * PUBREC: the client has the QoS 2 message; it is answered with PUBREL.
     *
     * @param refused whether the reason code was an error: then the exchange is over and no PUBREL follows
     */
    public AckResult onPubRec(int packetId, boolean refused) {
        return settled(outgoing.acknowledgements().onPubRec(packetId, refused));
    }

    /** PUBCOMP: the QoS 2 exchange is over. */
    public AckResult onPubComp(int packetId) {
        return settled(outgoing.acknowledgements().onPubComp(packetId));
    }

    private AckResult settled(AckResult result) {
        continueBackfills();
        return result;
    }

    // ---- what is kept of a stored session

    /** Goes on where an earlier process has been. */
    public void restore(StoredSession found, Collection<Subscription> restored) {
        if (!(log instanceof KeptLog kept)) {
            throw new IllegalStateException("not a stored session: " + clientId);
        }
        restored.forEach(subscriptions::put);
        kept.restore(found, restored);
        if (!found.received().isEmpty()) {
            received().restore(found.received());
        }
    }

    /** Writes what is to be known of a stored session after a restart. */
    public void keep(SessionRecord record) {
        log.keep(record);
    }

    /** As {@link SessionLog#whenKept}. */
    public void whenKept(WriteCompletion then) {
        log.whenKept(then);
    }

    /** Below this offset of a shard the session needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    public long neededFrom(int shard) {
        return log.neededFrom(shard);
    }

    /** The log of a shard has messages, below an offset, that do not arrive: what is wanted of them is to be read. */
    public void missed(int shard, long offset) {
        log.missed(shard, offset);
    }
}
