package io.robustmq.broker.core.session;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRel;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All messages on their way to one client: sent at once if window and socket have room, else queued, and sent when an
 * acknowledgement, the socket or the client comes back. Belongs to one session and outlives its connections; confined to the
 * session's lane.
 *
 * <p>Source: MQTT 5.0 §4.3 (QoS), §4.4 (re-sending), §4.9 (flow control), §4.8.2 (shared subscriptions).
 */
final class OutgoingFlow {
    private final Subscriber owner;
    private final SessionHost host;
    private final SessionLimits limits;

    // valid for the session
    private @Nullable Inflight inflight;
    private @Nullable OutgoingQueue queue;

    // valid for the connection
    private @Nullable Outlet outlet;
    private int receiveMaximum;

    OutgoingFlow(Subscriber owner, SessionHost host, SessionLimits limits) {
        this.owner = owner;
        this.host = host;
        this.limits = limits;
    }

    /** Messages not settled yet; for any thread, a moment old. */
    int load() {
        Inflight sent = inflight;
        OutgoingQueue waiting = queue;
        return (sent == null ? 0 : sent.size()) + (waiting == null ? 0 : waiting.size());
    }

    boolean hasOutlet() {
        return outlet != null;
    }

    /** Whether one more could be sent now, at any QoS, and nothing older waits. */
    boolean canSend() {
        Outlet out = outlet;
        return out != null && canSendNow(out);
    }

    void attach(Outlet to, int clientsReceiveMaximum) {
        outlet = to;
        receiveMaximum = Math.min(clientsReceiveMaximum, limits.inflight());
        if (inflight != null) {
            inflight.reconnect(receiveMaximum);
        }
        pump();
    }

    void detach() {
        outlet = null;
    }

    /** Sends a message, or queues it, or drops it where the limits say so. */
    void offer(Message message, Recipient via, int qos, boolean retain, @Nullable Fanout fanout) {
        Outlet out = outlet;
        if (qos == 0) {
            offerQos0(message, via, retain, fanout, out);
        } else if (out != null && canSendNow(out)) {
            send(new Outgoing(message, via, qos, retain), out, fanout);
        } else {
            enqueue(new Outgoing(message, via, qos, retain));
        }
    }

    private void offerQos0(
            Message message, Recipient via, boolean retain, @Nullable Fanout fanout, @Nullable Outlet out) {
        if (out == null && !limits.queueQos0()) {
            host.counters().dropped(Drop.OFFLINE);
        } else if (out == null || isQos0Waiting()) {
            enqueue(new Outgoing(message, via, 0, retain));
        } else if (out.isOverfull() || (!out.isReady() && host.isMemoryTight())) {
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

    /** Sends a retained message; the caller has seen {@link #canSend}, so no limit meant for live messages can take it. */
    void sendRetained(Message message, Recipient via, int qos) {
        Outlet out = outlet;
        if (out == null) {
            throw new IllegalStateException("no client for " + owner.clientId());
        }
        if (qos == 0) {
            sendQos0(message, via, true, null, out);
        } else {
            send(new Outgoing(message, via, qos, true), out, null);
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
            throw new IllegalStateException("nothing to send to " + owner.clientId());
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

    /** Sends what may be sent: first again what the last connection did not settle, then the queue. */
    void pump() {
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

    /** PUBACK: the QoS 1 exchange is over, whatever the reason code. */
    AckResult onPubAck(int packetId) {
        return complete(packetId, Outgoing.Stage.AWAITS_PUBACK);
    }

    /**
     * PUBREC: the client has the QoS 2 message; answer with PUBREL.
     *
     * @param refused whether the reason code was an error: then the exchange is over and no PUBREL follows
     */
    AckResult onPubRec(int packetId, boolean refused) {
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
    AckResult onPubComp(int packetId) {
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
        if (queue != null || sent.hasToResend()) {
            pump();
        }
        return AckResult.DONE;
    }

    // ---- shared subscriptions

    /**
     * What a group's member has not taken goes to another (MQTT 5.0 §4.8.2): QoS 1 in flight and all that waits. A QoS 2 message
     * in flight stays with the client it was sent to [MQTT-4.8.2-4] [MQTT-4.8.2-5].
     *
     * @param always whether also to members that are away
     */
    void giveAwayShared(boolean always) {
        giveAwayIf(entry -> canGoElsewhere(entry, always));
    }

    private boolean canGoElsewhere(Outgoing entry, boolean always) {
        SharedGroup group = entry.group();
        return group != null && (always || !group.staysWith(owner));
    }

    /**
     * Gives away what is kept of one group, as far as the queues of members that are there hold it.
     *
     * @return whether there was any
     */
    boolean giveAwayKept(SharedGroup group) {
        int[] room = {group.room(owner, limits.queueMessages())};
        boolean[] any = {false};
        giveAwayIf(entry -> {
            if (entry.group() != group || group.staysWith(owner)) {
                return false;
            }
            any[0] = true;
            return room[0]-- > 0;
        });
        return any[0];
    }

    private void giveAwayIf(Predicate<Outgoing> goes) {
        Inflight sent = inflight;
        Outgoing entry = sent == null ? null : sent.oldest();
        while (sent != null && entry != null) {
            Outgoing next = entry.newer;
            if (entry.stage == Outgoing.Stage.AWAITS_PUBACK && goes.test(entry)) {
                settle(sent, entry);
                giveAway(entry);
            }
            entry = next;
        }
        if (queue != null) {
            queue.takeIf(goes, waiting -> {
                left(waiting);
                giveAway(waiting);
            });
        }
    }

    private void giveAway(Outgoing entry) {
        SharedGroup group = entry.group();
        Message message = entry.message;
        if (message != null && message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
            host.counters().dropped(Drop.EXPIRED);
        } else if (group != null && message != null) {
            host.counters().rerouted++;
            host.reroute(message, group, owner);
        }
    }

    /** Forgets everything. */
    void dropAll() {
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
    }
}
