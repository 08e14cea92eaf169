package io.robustmq.broker.core.session;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedScan;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stored.ReceivedRecord;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.StoredFact;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's session (MQTT 5.0 §4.1): its subscriptions, what is in flight to it, what waits for it, and the QoS 2 packet
 * ids it has sent us. Outlives connections as long as its expiry allows. Confined to its lane, but for {@link #isOnline} and
 * {@link #load}.
 *
 * <p>What goes to the client is in {@link OutgoingFlow}, what it has published at QoS 2 in {@link PacketIds}, and retained
 * messages for its new subscriptions in {@link Backfills}. A stored session follows the log, see {@link LogFollower}.
 */
public final class Session implements Subscriber {
    private final String clientId;
    private final int lane;
    private final SessionHost host;
    private final OutgoingFlow outgoing;
    private final @Nullable LogFollower follower;
    private final boolean queuesQos0;
    private Map<TopicFilter, Subscription> subscriptions = Map.of();
    private @Nullable PacketIds received;
    private @Nullable Backfills backfills;
    private int sharedSubscriptions;
    private boolean ended;

    /** Of the ids in {@link #received}, how many came on this connection. */
    private int unreleased;

    private volatile boolean online;

    /** @param stored whether it is kept in the host's storage */
    public Session(String clientId, int lane, SessionHost host, SessionLimits limits, boolean stored) {
        this.clientId = clientId;
        this.lane = lane;
        this.host = host;
        this.outgoing = new OutgoingFlow(this, host, limits);
        this.queuesQos0 = limits.queueQos0();
        this.follower = stored ? new LogFollower(this, host, host.storage(), outgoing) : null;
        if (follower != null) {
            outgoing.follow(follower);
        }
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
        return follower != null;
    }

    @Override
    public boolean isParked() {
        return follower != null && !online && !queuesQos0;
    }

    @Override
    public int load() {
        return outgoing.load();
    }

    // ---- subscriptions

    public Collection<Subscription> subscriptions() {
        return subscriptions.values();
    }

    public @Nullable Subscription subscription(TopicFilter filter) {
        return subscriptions.get(filter);
    }

    /** Remembers a subscription, in place of an earlier one with the same filter. */
    public void subscribe(Subscription subscription) {
        if (subscriptions.isEmpty()) {
            subscriptions = new HashMap<>(4);
        }
        Subscription replaced = subscriptions.put(subscription.filter(), subscription);
        if (follower != null) {
            follower.subscribed(subscription);
        }
        if (subscription.group() != null) {
            sharedSubscriptions += replaced == null ? 1 : 0;
            host.groupChanged(subscription.group());
        }
    }

    public @Nullable Subscription unsubscribe(TopicFilter filter) {
        if (backfills != null) {
            backfills.remove(filter);
        }
        Subscription ended = subscriptions.isEmpty() ? null : subscriptions.remove(filter);
        if (ended != null && ended.group() != null) {
            sharedSubscriptions--;
            host.groupChanged(ended.group());
        }
        if (ended != null && follower != null) {
            follower.unsubscribed(filter);
        }
        return ended;
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
        if (follower != null) {
            host.reachabilityChanged(subscriptions()); // before anything is read, see ShardFeed
        }
        unreleased = 0;
        outgoing.attach(outlet, receiveMaximum);
        continueBackfills();
        if (sharedSubscriptions > 0) {
            for (Subscription subscription : subscriptions.values()) {
                SharedGroup group = subscription.group();
                if (group != null && group.isStored()) {
                    host.memberOnline(group);
                }
            }
        }
    }

    /** The client has gone. Messages of shared subscriptions go to members that are still there. */
    public void detach() {
        online = false;
        if (follower != null) {
            host.reachabilityChanged(subscriptions());
        }
        outgoing.detach();
        outgoing.giveAwayShared(false);
    }

    /** The session is over: nothing of it is kept. The caller has ended its subscriptions. */
    public void end() {
        ended = true;
        online = false;
        outgoing.detach();
        outgoing.giveAwayShared(true);
        outgoing.dropAll();
        backfills = null;
        received = null;
        if (follower != null) {
            follower.end();
        }
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
        long from = place;
        if (follower == null) {
            from = Place.NOWHERE; // passes by
        } else if (from != Place.NOWHERE && !follower.takes(from)) {
            return; // known already, or to be read
        }
        int qos = via.qosFor(message);
        SharedGroup group = via.group();
        if (group != null && !keeps(group, qos)) {
            host.reroute(message, group, this);
        } else if (!ended && qos != Recipient.UNWANTED) {
            outgoing.offer(message, via, qos, message.retain() && via.retainAsPublished(), from, fanout);
        }
    }

    /** A message that its stored group has dealt out to this session. */
    private void deliver(Message message, Recipient via, SharedGroup group, long place) {
        int qos = via.qosFor(message);
        if (ended || qos == Recipient.UNWANTED || !outgoing.hasOutlet()) {
            host.giveBack(group, place, message, false);
            return;
        }
        outgoing.offer(message, via, qos, message.retain() && via.retainAsPublished(), place, null);
        if (qos == 0) {
            host.settled(group, place);
        }
    }

    /** Whether a message of a shared subscription stays here: the client is there, or no other member's client is. */
    private boolean keeps(SharedGroup group, int qos) {
        return !ended && qos != Recipient.UNWANTED && (outgoing.hasOutlet() || !group.hasOtherOnline(this));
    }

    // ---- retained messages for new subscriptions

    /** Sends the retained messages of {@code scan} as the client takes them, a page of {@code pageMessages} at a time. */
    public void backfill(RetainedScan<Message> scan, Subscription subscription, int pageMessages) {
        if (backfills == null) {
            backfills = new Backfills(this, host);
        }
        backfills.add(new Backfill(scan, subscription, pageMessages));
    }

    /** Whether retained messages may be sent now. */
    boolean takesRetained() {
        return outgoing.canSend();
    }

    /**
     * A retained message for a new subscription goes with RETAIN set [MQTT-3.3.1-8]. There is room for it.
     *
     * @return whether there is room for one more
     */
    boolean deliverRetained(Message message, Subscription via) {
        int qos = via.qosFor(message);
        if (qos != Recipient.UNWANTED && !message.isExpired(host.wallMillis())) {
            outgoing.sendRetained(message, via, qos);
        }
        return outgoing.canSend();
    }

    // ---- acknowledgements from the client

    /** PUBACK: the QoS 1 exchange is over, whatever the reason code. */
    public AckResult onPubAck(int packetId) {
        return settled(outgoing.onPubAck(packetId));
    }

    /**
     * PUBREC: the client has the QoS 2 message; it is answered with PUBREL.
     *
     * @param refused whether the reason code was an error: then the exchange is over and no PUBREL follows
     */
    public AckResult onPubRec(int packetId, boolean refused) {
        return settled(outgoing.onPubRec(packetId, refused));
    }

    /** PUBCOMP: the QoS 2 exchange is over. */
    public AckResult onPubComp(int packetId) {
        return settled(outgoing.onPubComp(packetId));
    }

    private AckResult settled(AckResult result) {
        continueBackfills();
        return result;
    }

    // ---- what is kept of a stored session

    /** Goes on where an earlier process has been. */
    public void restore(StoredSession stored, Collection<Subscription> restored) {
        LogFollower log = follower;
        if (log == null) {
            throw new IllegalStateException("not a stored session: " + clientId);
        }
        Iterator<SubscriptionRecord> records = stored.subscriptions().iterator();
        subscriptions = new HashMap<>();
        for (Subscription subscription : restored) {
            subscriptions.put(subscription.filter(), subscription);
            sharedSubscriptions += subscription.group() == null ? 0 : 1;
            log.restore(subscription, records.next().since());
        }
        outgoing.restore(stored.inFlight());
        log.restore(stored.position(), stored.sent());
        for (StoredSession.Received one : stored.received()) {
            ids().add(one.packetId(), one.shard());
        }
    }

    /** Writes what is to be known of a stored session after a restart. */
    public void keep(SessionRecord record) {
        if (follower != null) {
            follower.keep(record);
        }
    }

    /** Tells when what this session has had written is written; at once if it is not stored. */
    public void whenKept(WriteCompletion then) {
        if (follower == null) {
            then.onWritten();
        } else {
            follower.whenKept(then);
        }
    }

    /** Below this offset of a shard the session needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    public long neededFrom(int shard) {
        return follower == null ? Long.MAX_VALUE : follower.neededFrom(shard);
    }

    /** The log of a shard has messages, below an offset, that do not arrive: what is wanted of them is to be read. */
    public void missed(int shard, long offset) {
        if (follower != null) {
            follower.missed(shard, offset);
        }
    }

    // ---- QoS 2 from the client

    /** Whether this QoS 2 publication is new; a repeated one is answered but not published again [MQTT-4.3.3-10]. */
    public boolean isNewQos2(int packetId) {
        return received == null || !received.contains(packetId);
    }

    /** Whether nobody knows if this QoS 2 publication to a topic of that shard was taken: storage could not say. */
    public boolean isQos2InDoubt(int packetId, int shard) {
        return received != null && received.isInDoubt(packetId) && received.shardOf(packetId) == shard;
    }

    /** As the other, whatever the topic. */
    public boolean isQos2InDoubt(int packetId) {
        return received != null && received.isInDoubt(packetId);
    }

    /** Whether it is not known if a QoS 2 publication was taken. */
    public void doubtQos2(int packetId, boolean isInDoubt) {
        if (received != null) {
            received.doubt(packetId, isInDoubt);
        }
    }

    /** What a stored session keeps with a QoS 2 publication. */
    public StoredFact receipt(int packetId) {
        return new ReceivedRecord(clientId, packetId);
    }

    /** Remembers a QoS 2 packet id until PUBREL. */
    public void onQos2(int packetId) {
        ids().add(packetId);
        unreleased++;
    }

    /** As {@link #onQos2}, for one whose message is written to a shard; a stored session keeps the id there, with the message. */
    public void onQos2(int packetId, int shard) {
        if (follower == null) {
            onQos2(packetId);
            return;
        }
        ids().add(packetId, shard);
        unreleased++;
        follower.received(packetId, shard);
    }

    private PacketIds ids() {
        PacketIds known = received;
        if (known == null) {
            known = new PacketIds();
            received = known;
        }
        return known;
    }

    /** A QoS 2 publication could not be taken after all: its id counts as never seen, unless it may have been. */
    public void forgetQos2(int packetId, boolean mayBeTaken) {
        unreleased = Math.max(0, unreleased - 1);
        if (mayBeTaken && follower != null && received != null) {
            received.doubt(packetId, true);
            return;
        }
        if (received != null) {
            received.remove(packetId);
        }
    }

    /**
     * PUBREL: the id may be used anew [MQTT-4.3.3-11].
     *
     * @param then is told when the release is kept: only then may it be answered
     * @return whether the id was known; if not, nothing is told
     */
    public boolean onPubRel(int packetId, WriteCompletion then) {
        unreleased = Math.max(0, unreleased - 1);
        if (received == null || !received.contains(packetId)) {
            return false;
        }
        PacketIds ids = received;
        int shard = ids.shardOf(packetId);
        if (follower == null || shard == PacketIds.NOT_STORED) {
            ids.remove(packetId);
            then.onWritten();
        } else {
            follower.released(packetId, shard, new WriteCompletion() {
                @Override
                public void onWritten() {
                    ids.remove(packetId);
                    then.onWritten();
                }

                @Override
                public void onFailed(StorageException why) { // known still, here as in storage
                    then.onFailed(why);
                }
            });
        }
        return true;
    }

    /** Tells when everything so far about this QoS 2 publication, which is repeated, is written. */
    public void whenQos2Kept(int packetId, WriteCompletion then) {
        int shard = received == null ? PacketIds.NOT_STORED : received.shardOf(packetId);
        if (shard == PacketIds.NOT_STORED) {
            then.onWritten();
        } else {
            host.storage().whenWritten(shard, then);
        }
    }

    /** QoS 2 publications from the client that are not released yet; each connection counts from 0 (MQTT 5.0 §4.9). */
    public int unreleased() {
        return unreleased;
    }
}
