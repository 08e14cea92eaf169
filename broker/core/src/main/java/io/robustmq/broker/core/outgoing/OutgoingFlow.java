package io.robustmq.broker.core.outgoing;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRel;
import org.jspecify.annotations.Nullable;

/**
 * All messages on their way to one client: sent at once if window and socket have room, else queued, and sent when an
 * acknowledgement, the socket or the client comes back. Belongs to one session and outlives its connections; confined to the
 * session's lane.
 *
 * <p>A message that stands in the log waits in the queue only while the client is there and the queue short; beyond that it is
 * left there, see {@link LogSide}. What waits and what is in flight is in {@link Outstanding}, and what the client
 * answers goes to {@link Acknowledgements}.
 *
 * <p>Source: MQTT 5.0 §4.3 (QoS), §4.4 (re-sending), §4.9 (flow control), §4.8.2 (shared subscriptions).
 */
public final class OutgoingFlow {
    private final Owner owner;
    private final OutgoingHost host;
    private final Outstanding outstanding;
    private final Acknowledgements acknowledgements;

    /** Of the connection; null while there is none. */
    private @Nullable Outlet outlet;

    public OutgoingFlow(Owner owner, OutgoingHost host, SessionLimits limits) {
        this.owner = owner;
        this.host = host;
        this.outstanding = new Outstanding(owner, host, limits);
        this.acknowledgements = new Acknowledgements(this, outstanding);
    }

    /** Whose messages these are. */
    public interface Owner extends Subscriber {
        /** What the log has to do with them; becomes another when the session begins to replay history. */
        LogSide log();
    }

    /** What waits and what is in flight. */
    public Outstanding outstanding() {
        return outstanding;
    }

    /** What the log has to do with it. */
    LogSide log() {
        return owner.log();
    }

    /** What takes the client's answers. */
    public Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /** Bytes of what waits in the queue. */
    public long queuedBytes() {
        return outstanding.waitingBytes();
    }

    // ---- connection

    /** Where to; null while the client is away. */
    public @Nullable Outlet outlet() {
        return outlet;
    }

    /** @param receiveMaximum QoS 1 and 2 messages the client takes at once, 1..65,535 */
    public void attach(Outlet to, int receiveMaximum) {
        outlet = to;
        outstanding.reconnect(receiveMaximum);
        log().attach();
        pump();
    }

    public void detach() {
        outlet = null;
        log().detach();
    }

    /** Gives what other members of shared subscriptions may have to them: to those whose clients are there, or to any. */
    public void giveAwayShared(boolean always) {
        new HandBack(owner, host, outstanding, always).giveAway();
    }

    /** Forgets everything. */
    public void dropAll() {
        outstanding.clear();
    }

    // ---- a message comes

    /** Whether one more could be sent now, at any QoS, and nothing older waits. */
    public boolean canSend() {
        Outlet out = outlet;
        return out != null && canSendNow(out);
    }

    private boolean canSendNow(Outlet out) {
        return !outstanding.isAnyWaiting() && outstanding.hasRoom() && out.isReady();
    }

    /**
     * Sends a message, or queues it, or leaves it in the log, or drops it where the limits say so.
     *
     * @param source who has taken it from the log, or null
     */
    public void offer(
            Message message,
            Recipient via,
            int qos,
            boolean retain,
            long place,
            Outgoing.@Nullable Source source,
            @Nullable Fanout fanout) {
        Outlet out = outlet;
        if (qos == 0 && source == null) {
            offerQos0(message, via, retain, fanout, out);
        } else if (out != null && canSendNow(out)) {
            send(new Outgoing(message, via, qos, retain, place, source), out, fanout);
        } else if (place == Place.NOWHERE || (out != null && outstanding.mayWaitAhead(message))) {
            outstanding.enqueue(new Outgoing(message, via, qos, retain, place, source));
        } else if (via.group() != null) {
            host.groups().giveBack(via.group(), place, message, out != null);
        } else if (source != null) {
            source.fallBehind(place);
        }
    }

    private void offerQos0(
            Message message, Recipient via, boolean retain, @Nullable Fanout fanout, @Nullable Outlet out) {
        if (out == null && !outstanding.queuesQos0()) {
            host.counters().dropped(Drop.OFFLINE);
        } else if (out == null || outstanding.isQos0Waiting()) {
            outstanding.enqueue(new Outgoing(message, via, 0, retain, Place.NOWHERE, null));
        } else if (out.isOverfull() || (!out.isReady() && host.isMemoryTight())) {
            host.counters().dropped(Drop.SLOW_CONSUMER);
        } else {
            sendQos0(message, via.identifiers(), retain, fanout, out);
        }
    }

    private void sendQos0(Message message, int[] identifiers, boolean retain, @Nullable Fanout fanout, Outlet out) {
        Outlet.Result result = out.publish(message, 0, retain, false, 0, identifiers, fanout, host.wallMillis());
        if (result == Outlet.Result.TOO_LARGE) {
            host.counters().dropped(Drop.TOO_LARGE);
        }
    }

    /** Sends a retained message; the caller has seen {@link #canSend}, so no limit meant for live messages can take it. */
    public void sendRetained(Message message, Recipient via, int qos) {
        Outlet out = outlet;
        if (out == null) {
            throw new IllegalStateException("no client for " + owner.clientId());
        }
        if (qos == 0) {
            sendQos0(message, via.identifiers(), true, null, out);
        } else {
            send(new Outgoing(message, via, qos, true, Place.NOWHERE, null), out, null);
        }
    }

    /** Sends for the first time; there is room. QoS 0 is settled by that. */
    private void send(Outgoing entry, Outlet out, @Nullable Fanout fanout) {
        Message message = entry.message;
        if (message == null) {
            throw new IllegalStateException("nothing to send to " + owner.clientId());
        }
        if (entry.qos == 0) {
            sendQos0(message, entry.identifiers(), entry.retain, fanout, out);
            outstanding.end(entry, How.ACKNOWLEDGED);
            return;
        }
        outstanding.send(entry);
        if (keeps(entry)) {
            keep(entry, Outgoing.Stage.KEEPS_ID);
        } else {
            entry.stage = entry.qos == 1 ? Outgoing.Stage.AWAITS_PUBACK : Outgoing.Stage.AWAITS_PUBREC;
            transmit(message, entry, out, fanout);
        }
    }

    void transmit(Message message, Outgoing entry, Outlet out, @Nullable Fanout fanout) {
        Outlet.Result result = out.publish(
                message,
                entry.qos,
                entry.retain,
                entry.sentBefore, // [MQTT-3.3.1-1]
                entry.packetId,
                entry.identifiers(),
                fanout,
                host.wallMillis());
        if (result == Outlet.Result.TOO_LARGE) {
            outstanding.end(entry, How.TOO_LARGE);
        } else {
            entry.sentBefore = true;
        }
    }

    // ---- there is room

    /** Sends what may be sent: first again what the last connection did not settle, then the queue. */
    public void pump() {
        Outlet out = outlet;
        if (out == null) {
            return;
        }
        resend(out);
        while (outstanding.isAnyWaiting() && out.isReady() && outstanding.hasRoom()) {
            Outgoing entry = outstanding.poll();
            if (entry != null) {
                sendQueued(entry, out);
            }
        }
        if (outstanding.hasRoom() && out.isReady()) {
            log().maybeRead();
        }
    }

    private void sendQueued(Outgoing entry, Outlet out) {
        Message message = entry.message;
        if (message == null || message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
            outstanding.end(entry, How.EXPIRED);
        } else {
            send(entry, out, null);
        }
    }

    private void resend(Outlet out) {
        for (Outgoing entry = outstanding.toResend(); entry != null && out.isReady(); entry = outstanding.toResend()) {
            if (entry.stage.isKeeping() || (entry.isLetGo() && log().mustReload(entry))) {
                return; // goes on when it is kept, or read
            }
            outstanding.resent();
            if (entry.stage == Outgoing.Stage.KEPT_ID) {
                entry.stage = Outgoing.Stage.AWAITS_PUBREC;
            }
            host.counters().retransmissions += entry.sentBefore ? 1 : 0;
            Message message = entry.message;
            if (entry.stage == Outgoing.Stage.AWAITS_PUBCOMP || message == null) {
                out.send(new PubRel(entry.packetId, ReasonCode.SUCCESS));
            } else {
                transmit(message, entry, out, null);
            }
        }
    }

    /** Whether the exchange of this message is kept: then each step of it, before what follows from it. */
    boolean keeps(Outgoing entry) {
        return entry.qos == 2 && log().keepsExchanges();
    }

    /** Has a step of an exchange kept, for which {@link #keeps} has said yes, unless it is at it already. */
    void keep(Outgoing entry, Outgoing.Stage step) {
        if (entry.stage != step) {
            entry.stage = step;
            log().keep(entry);
        }
    }
}
