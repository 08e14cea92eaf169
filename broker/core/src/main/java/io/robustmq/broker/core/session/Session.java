package io.robustmq.broker.core.session;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedScan;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's session (MQTT 5.0 §4.1): its subscriptions, what is in flight to it, what waits for it, and the QoS 2 packet
 * ids it has sent us. Outlives connections as long as its expiry allows. Confined to its lane, but for {@link #isOnline} and
 * {@link #load}.
 *
 * <p>A message for a connected client goes out at once if the window and the socket have room, else it joins the queue; the
 * queue is pumped when an acknowledgement, the socket or the client comes back.
 */
public final class Session implements Subscriber {
    private final String clientId;
    private final int lane;
    private final SessionHost host;
    private final SessionLimits limits;

    // valid for the session
    private Map<TopicFilter, Subscription> subscriptions = Map.of();
    private @Nullable Inflight inflight;
    private @Nullable OutgoingQueue queue;
    private @Nullable PacketIds received;
    private @Nullable Map<TopicFilter, Backfill> backfills;
    private boolean ended;

    // valid for the connection
    private @Nullable Outlet outlet;
    private int receiveMaximum;
    private boolean backfillDue;
    private volatile boolean online;

    public Session(String clientId, int lane, SessionHost host, SessionLimits limits) {
        this.clientId = clientId;
        this.lane = lane;
        this.host = host;
        this.limits = limits;
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
        Inflight sent = inflight;
        OutgoingQueue waiting = queue;
        return (sent == null ? 0 : sent.size()) + (waiting == null ? 0 : waiting.size());
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
        subscriptions.put(subscription.filter(), subscription);
    }

    public @Nullable Subscription unsubscribe(TopicFilter filter) {
        if (backfills != null) {
            backfills.remove(filter);
        }
        return subscriptions.isEmpty() ? null : subscriptions.remove(filter);
    }

    // ---- connection

    /**
     * A client has connected and been told so: what was in flight is sent again, in order [MQTT-4.4.0-1] [MQTT-4.6.0-1],
     * then what waits.
     *
     * @param receiveMaximum QoS 1 and 2 messages the client takes at once, 1..65,535
     */
    public void attach(Outlet to, int receiveMaximum) {
        this.outlet = to;
        this.receiveMaximum = Math.min(receiveMaximum, limits.inflight());
        this.online = true;
        if (inflight != null) {
            inflight.reconnect(this.receiveMaximum);
        }
        pump();
    }

    /** The client has gone. Messages of shared subscriptions go to members that are still there. */
    public void detach() {
        outlet = null;
        online = false;
        giveAwayShared(false);
    }

    /** The session is over: nothing of it is kept. The caller has ended its subscriptions. */
    public void end() {
        ended = true;
        online = false;
        outlet = null;
        giveAwayShared(true);
        dropAll();
    }

    /** The socket takes more. */
    public void onWritable() {
        pump();
    }

    // ---- messages to the client

    @Override
    public void deliver(Message message, Recipient via, @Nullable Fanout fanout) {
        int qos = via.qosFor(message);
        SharedGroup group = via.group();
        if (group != null && (ended || qos == Recipient.UNWANTED || (outlet == null && group.hasOtherOnline(this)))) {
            host.reroute(message, group, this);
            return;
        }
        if (ended || qos == Recipient.UNWANTED) {
            return;
        }
        dispatch(message, via, qos, message.retain() && via.retainAsPublished(), fanout);
    }

    /**
     * A retained message for a new subscription goes with RETAIN set [MQTT-3.3.1-8]. There is room for it.
     *
     * @return whether there is room for one more
     */
    boolean deliverRetained(Message message, Subscription via) {
        Outlet out = outlet;
        int qos = via.qosFor(message);
        if (out == null) {
            return false;
        }
        if (qos == 0 && !message.isExpired(host.wallMillis())) {
            sendQos0(message, via, true, null, out);
        } else if (qos > 0 && !message.isExpired(host.wallMillis())) {
            send(new Outgoing(message, via, qos, true), out, null);
        }
        return canSendNow(out);
    }

    private void dispatch(Message message, Recipient via, int qos, boolean retain, @Nullable Fanout fanout) {
        Outlet out = outlet;
        if (qos == 0) {
            dispatchQos0(message, via, retain, fanout, out);
        } else if (out != null && canSendNow(out)) {
            send(new Outgoing(message, via, qos, retain), out, fanout);
        } else {
            enqueue(new Outgoing(message, via, qos, retain));
        }
    }

    private void dispatchQos0(
            Message message, Recipient via, boolean retain, @Nullable Fanout fanout, @Nullable Outlet out) {
        if (out == null && !limits.queueQos0()) {
            host.counters().dropped(Drop.OFFLINE);
        } else if (out == null || isQos0Waiting()) {
            enqueue(new Outgoing(message, via, 0, retain));
        } else if (out.isOverfull()) {
            host.counters().dropped(Drop.SLOW_CONSUMER);
        } else {
            sendQos0(message, via, retain, fanout, out);
        }
    }

    /** Whether earlier QoS 0 messages wait, which must not be overtaken [MQTT-4.6.0-6]. */
    private boolean isQos0Waiting() {
        OutgoingQueue waiting = queue;
        return waiting != null && waiting.hasQos0();
    }

    private void sendQos0(Message message, Recipient via, boolean retain, @Nullable Fanout fanout, Outlet out) {
        Outlet.Result result = out.publish(message, 0, retain, false, 0, via.identifiers(), fanout, host.wallMillis());
        if (result == Outlet.Result.TOO_LARGE) {
            host.counters().dropped(Drop.TOO_LARGE);
        }
    }

    private boolean canSendNow(Outlet out) {
        Inflight sent = inflight;
        OutgoingQueue waiting = queue;
        return (waiting == null || waiting.isEmpty())
                && (sent == null || (!sent.hasToResend() && sent.hasRoom()))
                && out.isReady();
    }

    /** Sends for the first time; there is room. */
    private void send(Outgoing entry, Outlet out, @Nullable Fanout fanout) {
        Message message = entry.message;
        if (message == null) {
            throw new IllegalStateException("nothing to send to " + clientId);
        }
        Inflight window = window();
        entry.stage = entry.qos == 1 ? Outgoing.Stage.AWAITS_PUBACK : Outgoing.Stage.AWAITS_PUBREC;
        window.add(entry);
        Outlet.Result result = out.publish(
                message,
                entry.qos,
                entry.retain,
                false,
                entry.packetId,
                entry.via.identifiers(),
                fanout,
                host.wallMillis());
        if (result == Outlet.Result.TOO_LARGE) { // [MQTT-3.1.2-25] as if delivered
            window.remove(entry);
            host.counters().dropped(Drop.TOO_LARGE);
            return;
        }
        entry.sentBefore = true;
        host.counters().inflight++;
    }

    private Inflight window() {
        Inflight window = inflight;
        if (window == null) {
            window = new Inflight();
            window.reconnect(receiveMaximum);
            inflight = window;
        }
        return window;
    }

    private void enqueue(Outgoing entry) {
        OutgoingQueue waiting = queue;
        if (waiting == null) {
            waiting = new OutgoingQueue();
            queue = waiting;
        }
        if (host.isMemoryFull()) {
            host.counters().dropped(Drop.MEMORY);
            return;
        }
        while (waiting.size() >= limits.queueMessages()
                || (!waiting.isEmpty() && waiting.bytes() + entry.heapBytes > limits.queueBytes())) {
            host.counters().dropped(Drop.QUEUE_FULL);
            if (!limits.dropOldest()) {
                return;
            }
            Outgoing oldest = waiting.poll();
            if (oldest == null) {
                return; // the limit is 0
            }
            left(oldest);
        }
        waiting.add(entry);
        host.counters().queuedMessages++;
        host.counters().queuedBytes += entry.heapBytes;
    }

    /** Books an entry out of the queue. */
    private void left(Outgoing entry) {
        host.counters().queuedMessages--;
        host.counters().queuedBytes -= entry.heapBytes;
    }

    /** Sends what may be sent: first again what the last connection did not settle, then the queue, then retained messages. */
    private void pump() {
        Outlet out = outlet;
        if (out == null) {
            return;
        }
        resend(out);
        OutgoingQueue waiting = queue;
        if (waiting != null) {
            while (!waiting.isEmpty() && out.isReady() && hasRoom()) {
                Outgoing entry = waiting.poll();
                if (entry != null) {
                    left(entry);
                    sendQueued(entry, out);
                }
            }
        }
        if (backfills != null) {
            maybeBackfill();
        }
    }

    private boolean hasRoom() {
        Inflight sent = inflight;
        return sent == null || (!sent.hasToResend() && sent.hasRoom());
    }

    private void sendQueued(Outgoing entry, Outlet out) {
        Message message = entry.message;
        if (message == null || message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
            host.counters().dropped(Drop.EXPIRED);
        } else if (entry.qos == 0) {
            sendQos0(message, entry.via, entry.retain, null, out);
        } else {
            send(entry, out, null);
        }
    }

    private void resend(Outlet out) {
        Inflight sent = inflight;
        while (sent != null && sent.hasToResend() && sent.hasRoomToResend() && out.isReady()) {
            Outgoing entry = sent.nextToResend();
            if (entry == null) {
                return;
            }
            host.counters().retransmissions++;
            Message message = entry.message;
            if (entry.stage == Outgoing.Stage.AWAITS_PUBCOMP || message == null) {
                out.send(new PubRel(entry.packetId, ReasonCode.SUCCESS));
                continue;
            }
            Outlet.Result result = out.publish(
                    message,
                    entry.qos,
                    entry.retain,
                    true, // [MQTT-3.3.1-1]
                    entry.packetId,
                    entry.via.identifiers(),
                    null,
                    host.wallMillis());
            if (result == Outlet.Result.TOO_LARGE) {
                settle(sent, entry);
                host.counters().dropped(Drop.TOO_LARGE);
            }
        }
    }

    private void settle(Inflight sent, Outgoing entry) {
        sent.remove(entry);
        host.counters().inflight--;
    }

    // ---- acknowledgements from the client

    /** What an acknowledgement meant. */
    public enum AckResult {
        DONE,
        /** No publication has this id. */
        UNKNOWN,
        /** The id belongs to a publication of the other QoS, or at another stage. */
        OUT_OF_TURN
    }

    /** PUBACK: the QoS 1 exchange is over, whatever the reason code. */
    public AckResult onPubAck(int packetId) {
        return complete(packetId, Outgoing.Stage.AWAITS_PUBACK);
    }

    /**
     * PUBREC: the client has the QoS 2 message; answer with PUBREL.
     *
     * @param refused whether the reason code was an error: then the exchange is over and no PUBREL follows
     */
    public AckResult onPubRec(int packetId, boolean refused) {
        Inflight sent = inflight;
        Outgoing entry = sent == null ? null : sent.get(packetId);
        Outlet out = outlet;
        if (entry == null || sent == null || out == null) {
            return AckResult.UNKNOWN;
        }
        if (entry.stage == Outgoing.Stage.AWAITS_PUBACK) {
            return AckResult.OUT_OF_TURN;
        }
        if (refused && entry.stage == Outgoing.Stage.AWAITS_PUBREC) {
            settle(sent, entry);
            pump();
            return AckResult.DONE;
        }
        entry.stage = Outgoing.Stage.AWAITS_PUBCOMP;
        entry.message = null; // must not be sent again [MQTT-4.3.3-6]
        out.send(new PubRel(packetId, ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
        return AckResult.DONE;
    }

    /** PUBCOMP: the QoS 2 exchange is over. */
    public AckResult onPubComp(int packetId) {
        return complete(packetId, Outgoing.Stage.AWAITS_PUBCOMP);
    }

    private AckResult complete(int packetId, Outgoing.Stage expected) {
        Inflight sent = inflight;
        Outgoing entry = sent == null ? null : sent.get(packetId);
        if (entry == null || sent == null) {
            return AckResult.UNKNOWN;
        }
        if (entry.stage != expected) {
            return AckResult.OUT_OF_TURN;
        }
        settle(sent, entry);
        if (queue != null || backfills != null || sent.hasToResend()) {
            pump();
        }
        return AckResult.DONE;
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
    }

    /** PUBREL: the id may be used anew [MQTT-4.3.3-11]; returns whether it was known. */
    public boolean onPubRel(int packetId) {
        return received != null && received.remove(packetId);
    }

    /** QoS 2 publications from the client that are not released yet. */
    public int unreleased() {
        return received == null ? 0 : received.size();
    }

    // ---- retained messages for new subscriptions

    /**
     * Sends the retained messages of {@code scan} when there is room, a page of {@code pageMessages} at a time; what is left
     * for an earlier subscription with the same filter is not sent any more.
     */
    public void backfill(RetainedScan<Message> scan, Subscription subscription, int pageMessages) {
        if (backfills == null) {
            backfills = new LinkedHashMap<>(4);
        }
        backfills.remove(subscription.filter());
        backfills.put(subscription.filter(), new Backfill(scan, subscription));
        backfillPage = pageMessages;
        if (backfills.size() == 1) {
            runBackfill();
        } else {
            maybeBackfill();
        }
    }

    private int backfillPage;

    private void maybeBackfill() {
        if (!backfillDue) {
            backfillDue = true;
            host.later(this::runBackfill);
        }
    }

    private void runBackfill() {
        backfillDue = false;
        Map<TopicFilter, Backfill> all = backfills;
        Outlet out = outlet;
        if (all == null || out == null || !canSendNow(out)) {
            return; // pump() comes here again
        }
        Iterator<Backfill> each = all.values().iterator();
        if (each.hasNext() && !each.next().page(this, backfillPage)) {
            each.remove();
        }
        if (all.isEmpty()) {
            backfills = null;
        } else {
            maybeBackfill();
        }
    }

    // ---- shared subscriptions

    /**
     * What a group's member has not taken goes to another (MQTT 5.0 §4.8.2): QoS 1 in flight and all that waits. A QoS 2 message
     * in flight stays with the client it was sent to [MQTT-4.8.2-4] [MQTT-4.8.2-5].
     *
     * @param always whether also to members that are away
     */
    private void giveAwayShared(boolean always) {
        Inflight sent = inflight;
        Outgoing entry = sent == null ? null : sent.oldest();
        while (sent != null && entry != null) {
            Outgoing next = entry.newer;
            if (entry.stage == Outgoing.Stage.AWAITS_PUBACK && canGoElsewhere(entry, always)) {
                settle(sent, entry);
                giveAway(entry);
            }
            entry = next;
        }
        if (queue != null) {
            queue.takeIf(waiting -> canGoElsewhere(waiting, always), waiting -> {
                left(waiting);
                giveAway(waiting);
            });
        }
    }

    private boolean canGoElsewhere(Outgoing entry, boolean always) {
        SharedGroup group = entry.group();
        return group != null && (always || group.hasOtherOnline(this));
    }

    private void giveAway(Outgoing entry) {
        SharedGroup group = entry.group();
        Message message = entry.message;
        if (group != null && message != null) {
            host.counters().rerouted++;
            host.reroute(message, group, this);
        }
    }

    private void dropAll() {
        OutgoingQueue waiting = queue;
        if (waiting != null) {
            waiting.takeIf(entry -> true, this::left);
        }
        Inflight sent = inflight;
        if (sent != null) {
            host.counters().inflight -= sent.size();
        }
        queue = null;
        inflight = null;
        backfills = null;
        received = null;
    }

    /** The filters of all subscriptions, for a change while they are gone through. */
    public List<TopicFilter> filters() {
        return List.copyOf(subscriptions.keySet());
    }
}
