package io.robustmq.broker.core.outgoing;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.subscription.SharedGroup;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one session that are not settled (MQTT 5.0 §4.1): pending transmission, in a queue, or sent and not
 * completely acknowledged. Holds them to their limits and counts them; neither part takes memory before it is needed. Confined
 * to the session's lane, but for {@link #load}.
 */
public final class Outstanding {
    /** Messages of the log that wait in memory for a client that is there. */
    private static final int AHEAD_MESSAGES = 1_000;

    private static final long AHEAD_BYTES = 1024 * 1024;

    private final OutgoingFlow.Owner owner;
    private final OutgoingHost host;
    private final SessionLimits limits;
    private @Nullable Inflight inflight;
    private @Nullable OutgoingQueue queue;
    private int receiveMaximum;

    Outstanding(OutgoingFlow.Owner owner, OutgoingHost host, SessionLimits limits) {
        this.owner = owner;
        this.host = host;
        this.limits = limits;
    }

    /** How many; for any thread, a moment old. */
    public int load() {
        Inflight sent = inflight;
        OutgoingQueue waiting = queue;
        return (sent == null ? 0 : sent.size()) + (waiting == null ? 0 : waiting.size());
    }

    /** Whether QoS 0 messages wait for a client that is away. */
    boolean queuesQos0() {
        return limits.queueQos0();
    }

    /** Begins a connection: all that is in flight is to be sent again. */
    void reconnect(int clientsReceiveMaximum) {
        receiveMaximum = Math.min(clientsReceiveMaximum, limits.inflight());
        if (inflight != null) {
            inflight.reconnect(receiveMaximum);
        }
    }

    /** Whether one more may be sent for the first time now: the window has room, and nothing goes first that is in flight. */
    boolean hasRoom() {
        Inflight sent = inflight;
        return sent == null || (!sent.hasToResend() && sent.hasRoom());
    }

    /** Forgets everything, in-flight messages last. */
    void clear() {
        takeWaiting(_ -> true, this::forget);
        for (Outgoing entry = oldestInFlight(); entry != null; entry = oldestInFlight()) {
            forget(entry);
        }
        queue = null;
        inflight = null;
    }

    // ---- the way out

    /**
     * It has ended for a message; one that waited has been taken out of the queue. The only way out: what was counted is, and
     * who has to know hears of it.
     */
    public void end(Outgoing entry, How how) {
        if (entry.stage != Outgoing.Stage.QUEUED) {
            window().remove(entry);
            host.counters().inflight--;
        }
        switch (how) {
            case ACKNOWLEDGED, FORGOTTEN -> over(entry, how);
            case EXPIRED -> dropped(entry, how, Drop.EXPIRED);
            case TOO_LARGE -> dropped(entry, how, Drop.TOO_LARGE);
            case LOST -> dropped(entry, how, Drop.RETENTION);
            case CROWDED_OUT -> dropped(entry, how, Drop.QUEUE_FULL);
            case GIVEN_BACK -> giveBack(entry);
        }
    }

    private void dropped(Outgoing entry, How how, Drop why) {
        host.counters().dropped(why);
        over(entry, how);
    }

    private void over(Outgoing entry, How how) {
        if (entry.isStored()) {
            SharedGroup group = entry.group();
            if (group != null) {
                host.groups().settled(group, entry.place);
            }
            owner.log().over(entry, how);
        } else if (entry.qos == 2 && owner.log().keepsExchanges()) {
            owner.log().over(entry, how);
        }
    }

    private void giveBack(Outgoing entry) {
        SharedGroup group = entry.group();
        Message message = entry.message;
        if (entry.source != null) {
            entry.source.fallBehind(entry.place);
        } else if (group != null && entry.isStored()) {
            host.groups().giveBack(group, entry.place, message, false);
        } else if (group != null && message != null) {
            host.counters().rerouted++;
            host.reroute(message, group, owner);
        }
    }

    private void forget(Outgoing entry) {
        end(entry, How.FORGOTTEN);
    }

    // ---- waiting

    boolean isAnyWaiting() {
        OutgoingQueue waiting = queue;
        return waiting != null && !waiting.isEmpty();
    }

    /** Whether QoS 0 messages wait, which must not be overtaken [MQTT-4.6.0-6]. */
    boolean isQos0Waiting() {
        OutgoingQueue waiting = queue;
        return waiting != null && waiting.hasQos0();
    }

    public int waiting() {
        return queue == null ? 0 : queue.size();
    }

    long waitingBytes() {
        return queue == null ? 0 : queue.bytes();
    }

    /** Whether a message that stands in the log may wait in memory all the same, so that it need not be read. */
    boolean mayWaitAhead(Message message) {
        OutgoingQueue waiting = queue;
        return !host.isMemoryTight()
                && (waiting == null
                        || (waiting.size() < Math.min(AHEAD_MESSAGES, limits.queueMessages())
                                && waiting.bytes() + message.heapBytes()
                                        <= Math.min(AHEAD_BYTES, limits.queueBytes())));
    }

    /** Queues a message, or drops it or the oldest ones where the limits say so. */
    void enqueue(Outgoing entry) {
        if (host.isMemoryFull()) {
            host.counters().dropped(Drop.MEMORY);
            return;
        }
        OutgoingQueue waiting = queue();
        while (waiting.size() >= limits.queueMessages()
                || (!waiting.isEmpty() && waiting.bytes() + entry.heapBytes > limits.queueBytes())) {
            Outgoing oldest = waiting.peek();
            if (!limits.dropOldest() || oldest == null || oldest.isStored()) {
                host.counters().dropped(Drop.QUEUE_FULL);
                return;
            }
            waiting.poll();
            left(oldest);
            end(oldest, How.CROWDED_OUT);
        }
        enqueueWithin(entry);
    }

    /** Queues a message that is known to be within the limits. */
    public void enqueueWithin(Outgoing entry) {
        queue().add(entry);
        host.counters().queuedMessages++;
        host.counters().queuedBytes += entry.heapBytes;
    }

    private OutgoingQueue queue() {
        OutgoingQueue waiting = queue;
        if (waiting == null) {
            waiting = new OutgoingQueue();
            queue = waiting;
        }
        return waiting;
    }

    /** Takes out the one that has waited longest, or null. */
    @Nullable
    Outgoing poll() {
        Outgoing entry = queue == null ? null : queue.poll();
        if (entry != null) {
            left(entry);
        }
        return entry;
    }

    /** Takes out all that fit, each of which {@code taken} ends; order of the others is kept. */
    void takeWaiting(Predicate<Outgoing> fits, Consumer<Outgoing> taken) {
        if (queue != null) {
            queue.takeIf(fits, entry -> {
                left(entry);
                taken.accept(entry);
            });
        }
    }

    /** Books an entry out of the queue. */
    private void left(Outgoing entry) {
        host.counters().queuedMessages--;
        host.counters().queuedBytes -= entry.heapBytes;
    }

    /** The client has gone: what stands in the log does not wait in memory for it. */
    public void leaveInLog() {
        takeWaiting(Outgoing::isStored, entry -> end(entry, How.GIVEN_BACK));
        for (Outgoing entry = oldestInFlight(); entry != null; entry = entry.newer) {
            if (entry.isStored()) {
                entry.message = null;
            }
        }
    }

    /** What a source has taken and the client has not been sent goes: its subscription has ended, or begins anew. */
    @SuppressWarnings("ReferenceEquality") // which it is
    public void forget(Outgoing.Source source) {
        takeWaiting(entry -> entry.source == source, this::forget);
    }

    /** Oldest first. */
    public Iterable<Outgoing> allWaiting() {
        return queue == null ? List.of() : queue;
    }

    // ---- in flight

    /** Gives an entry a packet id; the caller has seen {@link #hasRoom}. */
    void send(Outgoing entry) {
        window().add(entry);
        host.counters().inflight++;
    }

    /** Puts back what was in flight in an earlier process, in the order of sending. */
    public void restore(List<Outgoing> sent) {
        for (Outgoing entry : sent) {
            window().restore(entry);
            host.counters().inflight++;
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

    /** What is in flight with this packet id, or null. */
    @Nullable
    Outgoing inFlight(int packetId) {
        return inflight == null ? null : inflight.get(packetId);
    }

    public boolean isInFlight(Outgoing entry) {
        return inFlight(entry.packetId) == entry;
    }

    /** Whether this packet id is one of a QoS 2 message. */
    public boolean isOfQos2(int packetId) {
        Outgoing entry = inFlight(packetId);
        return entry != null && entry.qos == 2;
    }

    /** First in the order of sending, or null; go on with {@link Outgoing#newer}. */
    public @Nullable Outgoing oldestInFlight() {
        return inflight == null ? null : inflight.oldest();
    }

    boolean hasToResend() {
        return inflight != null && inflight.hasToResend();
    }

    /** What is to be sent again next, if the window has room for it; else null. */
    @Nullable
    Outgoing toResend() {
        Inflight sent = inflight;
        return sent != null && sent.hasToResend() && sent.hasRoomToResend() ? sent.toResend() : null;
    }

    /** {@link #toResend} counts as sent. */
    void resent() {
        window().nextToResend();
    }
}
