package io.robustmq.broker.core.session;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedScan;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's session (MQTT 5.0 §4.1): its subscriptions, what is in flight to it, what waits for it, and the QoS 2 packet
 * ids it has sent us. Outlives connections as long as its expiry allows. Confined to its lane, but for {@link #isOnline} and
 * {@link #load}.
 *
 * <p>What goes to the client is in {@link OutgoingFlow}, what it has published at QoS 2 in {@link PacketIds}, and retained
 * messages for its new subscriptions in {@link Backfills}.
 */
public final class Session implements Subscriber {
    private final String clientId;
    private final int lane;
    private final SessionHost host;
    private final OutgoingFlow outgoing;
    private Map<TopicFilter, Subscription> subscriptions = Map.of();
    private @Nullable PacketIds received;
    private @Nullable Backfills backfills;
    private int sharedSubscriptions;
    private boolean ended;

    /** Of the ids in {@link #received}, how many came on this connection. */
    private int unreleased;

    private volatile boolean online;

    public Session(String clientId, int lane, SessionHost host, SessionLimits limits) {
        this.clientId = clientId;
        this.lane = lane;
        this.host = host;
        this.outgoing = new OutgoingFlow(this, host, limits);
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
        if (subscription.group() != null) {
            sharedSubscriptions += replaced == null ? 1 : 0;
            fetchKept();
        }
    }

    public @Nullable Subscription unsubscribe(TopicFilter filter) {
        if (backfills != null) {
            backfills.remove(filter);
        }
        Subscription removed = subscriptions.isEmpty() ? null : subscriptions.remove(filter);
        sharedSubscriptions -= removed != null && removed.group() != null ? 1 : 0;
        return removed;
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
        unreleased = 0;
        outgoing.attach(outlet, receiveMaximum);
        continueBackfills();
        fetchKept();
    }

    /** The client has gone. Messages of shared subscriptions go to members that are still there. */
    public void detach() {
        online = false;
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
    }

    /** The socket takes more. */
    public void onWritable() {
        outgoing.pump();
        continueBackfills();
        fetchKept();
    }

    /** Gets what other members of its groups keep since nobody was there, if this one has worked off what it has. */
    private void fetchKept() {
        if (sharedSubscriptions == 0 || !outgoing.canSend()) {
            return;
        }
        for (Subscription subscription : subscriptions.values()) {
            SharedGroup group = subscription.group();
            if (group != null && group.takeKeptAway()) {
                host.fetchKept(group, null);
            }
        }
    }

    @Override
    public void giveAwayKept(SharedGroup group) {
        if (!online && outgoing.giveAwayKept(group)) {
            group.noteKeptAway(); // others may keep some, too: for when this is worked off
        } else {
            host.fetchKept(group, this);
        }
    }

    private void continueBackfills() {
        if (backfills != null) {
            backfills.maybeContinue();
        }
    }

    // ---- messages to the client

    @Override
    public void deliver(Message message, Recipient via, @Nullable Fanout fanout) {
        int qos = via.qosFor(message);
        SharedGroup group = via.group();
        if (group != null && !keeps(group, qos)) {
            host.reroute(message, group, this);
        } else if (!ended && qos != Recipient.UNWANTED) {
            outgoing.offer(message, via, qos, message.retain() && via.retainAsPublished(), fanout);
            if (group != null && qos == 0) {
                fetchKept(); // no acknowledgement will be the occasion
            }
        }
    }

    /** Whether a message of a shared subscription stays here: the client is there, or no other member's client is. */
    private boolean keeps(SharedGroup group, int qos) {
        return !ended && qos != Recipient.UNWANTED && (outgoing.hasOutlet() || group.staysWith(this));
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
        fetchKept();
        return result;
    }

    // ---- QoS 2 from the client

    /** Whether this QoS 2 publication is new; a repeated one is answered but not published again [MQTT-4.3.3-10]. */
    public boolean isNewQos2(int packetId) {
        return received == null || !received.contains(packetId);
    }

    /** Remembers a QoS 2 packet id until PUBREL. */
    public void onQos2(int packetId) {
        if (received == null) {
            received = new PacketIds();
        }
        received.add(packetId);
        unreleased++;
    }

    /** PUBREL: the id may be used anew [MQTT-4.3.3-11]; returns whether it was known. */
    public boolean onPubRel(int packetId) {
        unreleased = Math.max(0, unreleased - 1);
        return received != null && received.remove(packetId);
    }

    /** QoS 2 publications from the client that are not released yet; each connection counts from 0 (MQTT 5.0 §4.9). */
    public int unreleased() {
        return unreleased;
    }
}
