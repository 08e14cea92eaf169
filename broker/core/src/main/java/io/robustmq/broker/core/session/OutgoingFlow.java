package io.robustmq.broker.core.session;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.ShardPosition.Unsettled;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All messages on their way to one client: sent at once if window and socket have room, else queued, and sent when an
 * acknowledgement, the socket or the client comes back. Belongs to one session and outlives its connections; confined to the
 * session's lane.
 *
 * <p>A message that stands in the log waits in the queue only while the client is there and the queue short; beyond that the
 * {@link LogFollower} reads it when its turn comes.
 *
 * <p>Source: MQTT 5.0 §4.3 (QoS), §4.4 (re-sending), §4.9 (flow control), §4.8.2 (shared subscriptions).
 */
final class OutgoingFlow {
    /** Messages of the log that wait in memory for a client that is there. */
    private static final int AHEAD_MESSAGES = 1_000;

    private static final long AHEAD_BYTES = 1024 * 1024;

    private final Subscriber owner;
    private final SessionHost host;
    private final SessionLimits limits;

    /** Of a stored session; set once, before anything else. */
    private @Nullable LogFollower follower;

    // valid for the session
    private @Nullable Inflight inflight;
    private @Nullable OutgoingQueue queue;

    // valid for the connection
    private @Nullable Outlet outlet;
    private int receiveMaximum;

    /** Messages whose packet id is kept, but not yet that of an older one. */
    private int overtaking;

    OutgoingFlow(Subscriber owner, SessionHost host, SessionLimits limits) {
        this.owner = owner;
        this.host = host;
        this.limits = limits;
    }

    void follow(LogFollower log) {
        follower = log;
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
        overtaking = 0;
        receiveMaximum = Math.min(clientsReceiveMaximum, limits.inflight());
        if (inflight != null) {
            inflight.reconnect(receiveMaximum);
        }
        if (follower != null) {
            follower.attach();
        }
        pump();
    }

    void detach() {
        outlet = null;
        LogFollower log = follower;
        if (log != null) {
            log.detach();
            letGo(log);
        }
    }

    /** What stands in the log does not wait in memory for a client that is away. */
    private void letGo(LogFollower log) {
        if (queue != null) {
            queue.takeIf(Outgoing::isStored, entry -> {
                left(entry);
                SharedGroup group = entry.group();
                if (group == null) {
                    log.fallBehind(entry.place);
                } else {
                    host.giveBack(group, entry.place, entry.message, false);
                }
            });
        }
        for (Outgoing entry = inflight == null ? null : inflight.oldest(); entry != null; entry = entry.newer) {
            if (entry.isStored()) {
                entry.message = null;
            }
        }
    }

    /** Sends a message, or queues it, or drops it where the limits say so. */
    void offer(Message message, Recipient via, int qos, boolean retain, long place, @Nullable Fanout fanout) {
        Outlet out = outlet;
        if (qos == 0) {
            offerQos0(message, via, retain, fanout, out);
        } else if (out != null && canSendNow(out)) {
            send(new Outgoing(message, via, qos, retain, place), out, fanout);
        } else if (place == Place.NOWHERE || mayWait(message, out)) {
            enqueue(new Outgoing(message, via, qos, retain, place));
        } else if (via.group() != null) {
            host.giveBack(via.group(), place, message, out != null);
        } else if (follower != null) {
            follower.fallBehind(place);
        }
    }

    /** Whether a message that stands in the log may wait in memory all the same, so that it need not be read. */
    private boolean mayWait(Message message, @Nullable Outlet out) {
        OutgoingQueue waiting = queue;
        return out != null
                && !host.isMemoryTight()
                && (waiting == null
                        || (waiting.size() < Math.min(AHEAD_MESSAGES, limits.queueMessages())
                                && waiting.bytes() + message.heapBytes()
                                        <= Math.min(AHEAD_BYTES, limits.queueBytes())));
    }

    /** Queues a message that was read from the log because there was room. */
    void enqueueRead(Outgoing entry) {
        addToQueue(entry);
    }

    private void offerQos0(
            Message message, Recipient via, boolean retain, @Nullable Fanout fanout, @Nullable Outlet out) {
        if (out == null && !limits.queueQos0()) {
            host.counters().dropped(Drop.OFFLINE);
        } else if (out == null || isQos0Waiting()) {
            enqueue(new Outgoing(message, via, 0, retain, Place.NOWHERE));
        } else if (out.isOverfull() || (!out.isReady() && host.isMemoryTight())) {
            host.counters().dropped(Drop.SLOW_CONSUMER);
        } else {
            sendQos0(message, via.identifiers(), retain, fanout, out);
        }
    }

    /** Whether earlier QoS 0 messages wait, which must not be overtaken [MQTT-4.6.0-6]. */
    private boolean isQos0Waiting() {
        OutgoingQueue waiting = queue;
        return waiting != null && waiting.hasQos0();
    }

    private void sendQos0(Message message, int[] identifiers, boolean retain, @Nullable Fanout fanout, Outlet out) {
        Outlet.Result result = out.publish(message, 0, retain, false, 0, identifiers, fanout, host.wallMillis());
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
            sendQos0(message, via.identifiers(), true, null, out);
        } else {
            send(new Outgoing(message, via, qos, true, Place.NOWHERE), out, null);
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
        window().add(entry);
        host.counters().inflight++;
        if (entry.qos == 2 && entry.isStored() && follower != null) {
            entry.stage = Outgoing.Stage.KEEPS_ID;
            follower.keep(entry);
        } else {
            entry.stage = entry.qos == 1 ? Outgoing.Stage.AWAITS_PUBACK : Outgoing.Stage.AWAITS_PUBREC;
            transmit(message, entry, out, fanout);
        }
    }

    private void transmit(Message message, Outgoing entry, Outlet out, @Nullable Fanout fanout) {
        Outlet.Result result = out.publish(
                message,
                entry.qos,
                entry.retain,
                entry.sentBefore, // [MQTT-3.3.1-1]
                entry.packetId,
                entry.identifiers(),
                fanout,
                host.wallMillis());
        if (result == Outlet.Result.TOO_LARGE) { // [MQTT-3.1.2-25] as if delivered
            settle(window(), entry);
            host.counters().dropped(Drop.TOO_LARGE);
            return;
        }
        entry.sentBefore = true;
    }

    /** Storage has kept what {@link LogFollower#keep} was to keep of an exchange. */
    void onKept(Outgoing entry) {
        Outlet out = outlet;
        if (!isInFlight(entry) || !entry.stage.isKeeping()) {
            return;
        }
        SharedGroup group = entry.group();
        if (group != null) {
            host.settled(group, entry.place); // this session finishes it, whatever happens
        }
        boolean isReceipt = entry.stage == Outgoing.Stage.KEEPS_RECEIPT;
        entry.stage = isReceipt ? Outgoing.Stage.AWAITS_PUBCOMP : Outgoing.Stage.KEPT_ID;
        if (out == null || !entry.sent) {
            pump();
        } else if (isReceipt) {
            out.send(new PubRel(entry.packetId, ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
        } else if (isOvertaking(entry)) {
            overtaking++;
        } else {
            transmitKept(entry, out);
        }
    }

    /** Whether an older message still waits for its packet id to be kept. */
    private boolean isOvertaking(Outgoing entry) {
        if (follower != null && follower.isLate()) {
            for (Outgoing older = entry.older; older != null; older = older.older) {
                if (older.stage == Outgoing.Stage.KEEPS_ID) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Sends a message whose packet id is kept, and those that have waited for it [MQTT-4.6.0-6]. */
    private void transmitKept(Outgoing first, Outlet out) {
        overtaking++; // with the first
        for (Outgoing entry = first; entry != null && overtaking > 0; ) {
            Outgoing next = entry.newer;
            Message message = entry.message;
            if (entry.stage == Outgoing.Stage.KEEPS_ID) {
                return; // goes on when that is kept
            }
            if (entry.stage == Outgoing.Stage.KEPT_ID && message != null) {
                overtaking--;
                entry.stage = Outgoing.Stage.AWAITS_PUBREC;
                transmit(message, entry, out, null);
            }
            entry = next;
        }
    }

    boolean isInFlight(Outgoing entry) {
        return inflight != null && inflight.get(entry.packetId) == entry;
    }

    /** Whether storage has, or is about to have, this packet id for a message in flight. */
    boolean isKept(int packetId) {
        Outgoing entry = inflight == null ? null : inflight.get(packetId);
        return entry != null && entry.qos == 2 && entry.isStored();
    }

    /** A message in flight is in the log no more: nothing can be sent again. */
    void lost(Outgoing entry) {
        if (isInFlight(entry)) {
            host.counters().dropped(Drop.RETENTION);
            settle(window(), entry);
        }
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
        if (host.isMemoryFull()) {
            host.counters().dropped(Drop.MEMORY);
            return;
        }
        OutgoingQueue waiting = queue();
        while (waiting.size() >= limits.queueMessages()
                || (!waiting.isEmpty() && waiting.bytes() + entry.heapBytes > limits.queueBytes())) {
            Outgoing oldest = waiting.peek();
            host.counters().dropped(Drop.QUEUE_FULL);
            if (!limits.dropOldest() || oldest == null || oldest.isStored()) {
                return;
            }
            waiting.poll();
            left(oldest);
        }
        addToQueue(entry);
    }

    private OutgoingQueue queue() {
        OutgoingQueue waiting = queue;
        if (waiting == null) {
            waiting = new OutgoingQueue();
            queue = waiting;
        }
        return waiting;
    }

    private void addToQueue(Outgoing entry) {
        queue().add(entry);
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
        if (follower != null && hasRoom() && out.isReady()) {
            follower.maybeRead(waiting == null ? 0 : waiting.size());
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
            sendQos0(message, entry.identifiers(), entry.retain, null, out);
        } else {
            send(entry, out, null);
        }
    }

    private void resend(Outlet out) {
        Inflight sent = inflight;
        while (sent != null && sent.hasToResend() && sent.hasRoomToResend() && out.isReady()) {
            Outgoing entry = sent.toResend();
            if (entry == null || entry.stage.isKeeping()) {
                return; // goes on when it is kept
            }
            Message message = entry.message;
            if (message == null && entry.stage.needsMessage() && follower != null) {
                follower.reload(entry);
                return;
            }
            sent.nextToResend();
            if (entry.stage == Outgoing.Stage.KEPT_ID) {
                entry.stage = Outgoing.Stage.AWAITS_PUBREC;
            }
            host.counters().retransmissions += entry.sentBefore ? 1 : 0;
            if (entry.stage == Outgoing.Stage.AWAITS_PUBCOMP || message == null) {
                out.send(new PubRel(entry.packetId, ReasonCode.SUCCESS));
            } else {
                transmit(message, entry, out, null);
            }
        }
    }

    private void settle(Inflight sent, Outgoing entry) {
        sent.remove(entry);
        host.counters().inflight--;
        if (!entry.isStored()) {
            return;
        }
        SharedGroup group = entry.group();
        if (group != null) {
            host.settled(group, entry.place);
        }
        if (follower != null && (group == null || entry.qos == 2)) {
            follower.settled(entry);
        }
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
        if (entry.stage == Outgoing.Stage.AWAITS_PUBACK
                || entry.stage == Outgoing.Stage.KEEPS_ID
                || entry.stage == Outgoing.Stage.KEPT_ID) {
            return AckResult.OUT_OF_TURN;
        }
        if (refused && entry.stage == Outgoing.Stage.AWAITS_PUBREC) {
            settle(sent, entry);
            pump();
            return AckResult.DONE;
        }
        entry.message = null; // must not be sent again [MQTT-4.3.3-6]
        if (entry.isStored() && follower != null && entry.stage != Outgoing.Stage.AWAITS_PUBCOMP) {
            if (entry.stage != Outgoing.Stage.KEEPS_RECEIPT) {
                entry.stage = Outgoing.Stage.KEEPS_RECEIPT;
                follower.keep(entry);
            }
            return AckResult.DONE;
        }
        entry.stage = Outgoing.Stage.AWAITS_PUBCOMP;
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
        if (queue != null || sent.hasToResend() || follower != null) {
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
        Inflight sent = inflight;
        Outgoing entry = sent == null ? null : sent.oldest();
        while (sent != null && entry != null) {
            Outgoing next = entry.newer;
            if (entry.stage == Outgoing.Stage.AWAITS_PUBACK && canGoElsewhere(entry, always)) {
                sent.remove(entry);
                host.counters().inflight--;
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
        return group != null && (always || entry.isStored() || group.hasOtherOnline(owner));
    }

    private void giveAway(Outgoing entry) {
        SharedGroup group = entry.group();
        Message message = entry.message;
        if (group == null) {
            return;
        }
        if (entry.isStored()) {
            host.giveBack(group, entry.place, message, false);
        } else if (message != null && message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
            host.counters().dropped(Drop.EXPIRED);
        } else if (message != null) {
            host.counters().rerouted++;
            host.reroute(message, group, owner);
        }
    }

    // ---- what is kept of a stored session

    /** What is in flight of an earlier process, in the order of sending. */
    void restore(List<Outgoing> sent) {
        for (Outgoing entry : sent) {
            window().restore(entry);
            host.counters().inflight++;
        }
    }

    /**
     * How far the client has come in a shard.
     *
     * @param next what is below has been taken from the log
     */
    ShardPosition position(int shard, long next) {
        long from = next;
        for (Outgoing waiting : queue == null ? List.<Outgoing>of() : queue) {
            if (waiting.isStored() && waiting.group() == null && Place.shard(waiting.place) == shard) {
                from = Math.min(from, Place.offset(waiting.place));
            }
        }
        List<Unsettled> unsettled = new ArrayList<>();
        for (Outgoing entry = oldestInFlight(); entry != null; entry = entry.newer) {
            boolean counts = entry.isStored() && entry.group() == null && Place.shard(entry.place) == shard;
            if (counts && entry.stage == Outgoing.Stage.KEEPS_ID) { // is to be read again unless its id is kept after all
                from = Math.min(from, Place.offset(entry.place));
            } else if (counts && entry.qos == 1) {
                unsettled.add(new Unsettled(Place.offset(entry.place), entry.packetId));
            }
        }
        long read = from;
        unsettled.removeIf(one -> one.offset() >= read);
        return new ShardPosition(shard, from, unsettled);
    }

    /** The least offset in a shard that may still be sent, or sent again; {@link Long#MAX_VALUE} for none. */
    long oldestOffset(int shard) {
        long oldest = position(shard, Long.MAX_VALUE).next();
        for (Outgoing entry = oldestInFlight(); entry != null; entry = entry.newer) {
            if (entry.isStored() && entry.stage.needsMessage() && Place.shard(entry.place) == shard) {
                oldest = Math.min(oldest, Place.offset(entry.place));
            }
        }
        return oldest;
    }

    private @Nullable Outgoing oldestInFlight() {
        return inflight == null ? null : inflight.oldest();
    }

    /** Forgets everything. */
    void dropAll() {
        OutgoingQueue waiting = queue;
        if (waiting != null) {
            waiting.takeIf(entry -> true, this::left);
        }
        for (Outgoing entry = oldestInFlight(); entry != null; entry = entry.newer) {
            host.counters().inflight--;
            SharedGroup group = entry.group();
            if (group != null && entry.isStored()) {
                host.settled(group, entry.place); // QoS 2 goes to nobody else [MQTT-4.8.2-5]
            }
        }
        queue = null;
        inflight = null;
    }
}
