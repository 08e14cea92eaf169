package io.robustmq.broker.core.session;

import io.robustmq.broker.core.delivery.Outlet;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubRel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages on their way to one client meet storage: has those that stand in the log read when there is room, lets
 * them go when the client does, tells what of them is not settled, and has QoS 2 ids kept before they are used. Of a session
 * that neither is stored nor replays history it does nothing. Confined to the session's lane.
 */
final class StoredOutgoing {
    private final SessionHost host;
    private final OutgoingFlow flow;
    private final Outstanding outstanding;

    /** Of a stored session, or one that replays history; set once, before any message of the log comes. */
    private @Nullable LogFollower follower;

    /** Of a stored session; set with {@link #follower}. */
    private @Nullable SessionKeeper keeper;

    /** Messages whose packet id is kept, but not yet that of an older one; of this connection. */
    private int overtaking;

    StoredOutgoing(SessionHost host, OutgoingFlow flow, Outstanding outstanding) {
        this.host = host;
        this.flow = flow;
        this.outstanding = outstanding;
    }

    /** @param kept null if the session is not stored */
    void follow(LogFollower log, @Nullable SessionKeeper kept) {
        follower = log;
        keeper = kept;
    }

    /** Sends what may be sent, and reads on. */
    void pump() {
        flow.pump();
    }

    // ---- connection

    void attach() {
        overtaking = 0;
        if (follower != null) {
            follower.attach();
        }
    }

    /** What stands in the log does not wait in memory for a client that is away. */
    void detach() {
        if (follower == null) {
            return;
        }
        follower.detach();
        outstanding.takeWaiting(Outgoing::isStored, entry -> {
            SharedGroup group = entry.group();
            if (entry.reader != null) {
                entry.reader.fallBehind(entry.place);
            } else if (group != null) {
                host.groups().giveBack(group, entry.place, entry.message, false);
            }
        });
        for (Outgoing entry = outstanding.oldestInFlight(); entry != null; entry = entry.newer) {
            if (entry.isStored()) {
                entry.message = null;
            }
        }
    }

    // ---- reading

    /** Whether there may be more to send in the log. */
    boolean follows() {
        return follower != null;
    }

    /** There is room: more may be read. */
    void maybeRead() {
        if (follower != null) {
            follower.maybeRead(outstanding.waiting());
        }
    }

    /** Whether a message that is to be sent again has to be read first; then it is, and {@link #pump} goes on. */
    boolean mustReload(Outgoing entry) {
        if (entry.message != null || !entry.stage.needsMessage() || follower == null) {
            return false;
        }
        follower.reload(entry);
        return true;
    }

    /** Queues a message that was read from the log because there was room. */
    void enqueueRead(Outgoing entry) {
        outstanding.enqueueWithin(entry);
    }

    /** What a reader has taken and the client has not been sent goes: its subscription has ended, or begins anew. */
    @SuppressWarnings("ReferenceEquality") // which reader it is
    void forget(LogReader reader) {
        outstanding.takeWaiting(entry -> entry.reader == reader, _ -> {});
    }

    /** A message in flight is in the log no more: nothing can be sent again. */
    void lost(Outgoing entry) {
        if (outstanding.isInFlight(entry)) {
            host.counters().dropped(Drop.RETENTION);
            flow.settle(entry);
        }
    }

    // ---- what is not settled

    /** A message that waited is not sent any more: the group it is from is done with it. */
    void passedOver(Outgoing entry) {
        SharedGroup group = entry.group();
        if (entry.isStored() && group != null) {
            host.groups().settled(group, entry.place);
        }
    }

    /** A message of the log is settled. */
    void settled(Outgoing entry) {
        SharedGroup group = entry.group();
        if (group != null) {
            host.groups().settled(group, entry.place);
        }
        if (keeper != null && (group == null || entry.qos == 2)) {
            keeper.settled(entry);
        }
    }

    /**
     * How far the client has come in a shard.
     *
     * @param next what is below has been taken from the log by this reader
     */
    @SuppressWarnings("ReferenceEquality") // which reader it is
    ShardPosition position(LogReader reader, int shard, long next) {
        long from = next;
        for (Outgoing entry : outstanding.allWaiting()) {
            if (entry.reader == reader && Place.shard(entry.place) == shard) {
                from = Math.min(from, Place.offset(entry.place));
            }
        }
        List<ShardPosition.Unsettled> unsettled = new ArrayList<>();
        for (Outgoing entry = outstanding.oldestInFlight(); entry != null; entry = entry.newer) {
            boolean counts = entry.reader == reader && Place.shard(entry.place) == shard;
            if (counts
                    && entry.stage == Outgoing.Stage.KEEPS_ID) { // is to be read again unless its id is kept after all
                from = Math.min(from, Place.offset(entry.place));
            } else if (counts && entry.qos == 1) {
                unsettled.add(new ShardPosition.Unsettled(Place.offset(entry.place), entry.packetId));
            }
        }
        long read = from;
        unsettled.removeIf(one -> one.offset() >= read);
        return new ShardPosition(shard, from, unsettled);
    }

    /** The least offset in a shard that may still be sent, or sent again; {@link Long#MAX_VALUE} for none. */
    long oldestOffset(int shard) {
        long oldest = Long.MAX_VALUE;
        for (Outgoing entry : outstanding.allWaiting()) {
            if (entry.reader != null && Place.shard(entry.place) == shard) {
                oldest = Math.min(oldest, Place.offset(entry.place));
            }
        }
        for (Outgoing entry = outstanding.oldestInFlight(); entry != null; entry = entry.newer) {
            if (entry.isStored() && entry.stage.needsMessage() && Place.shard(entry.place) == shard) {
                oldest = Math.min(oldest, Place.offset(entry.place));
            }
        }
        return oldest;
    }

    // ---- QoS 2

    /** Whether the exchange of this message is kept: then each step of it, before what follows from it. */
    boolean keeps(Outgoing entry) {
        return entry.qos == 2 && entry.isStored() && keeper != null;
    }

    /** Has a step of an exchange kept, for which {@link #keeps} has said yes. */
    void keep(Outgoing entry, Outgoing.Stage step) {
        if (keeper != null && entry.stage != step) {
            entry.stage = step;
            keeper.exchanges().keep(entry);
        }
    }

    boolean isInFlight(Outgoing entry) {
        return outstanding.isInFlight(entry);
    }

    /** Whether storage has, or is about to have, this packet id for a message in flight. */
    boolean isKept(int packetId) {
        Outgoing entry = outstanding.inFlight(packetId);
        return entry != null && entry.qos == 2 && entry.isStored();
    }

    /** Storage has kept what {@link SentExchanges#keep} was to keep of an exchange. */
    void onKept(Outgoing entry) {
        if (!isInFlight(entry) || !entry.stage.isKeeping()) {
            return;
        }
        SharedGroup group = entry.group();
        if (group != null) {
            host.groups().settled(group, entry.place); // this session finishes it, whatever happens
        }
        boolean isReceipt = entry.stage == Outgoing.Stage.KEEPS_RECEIPT;
        entry.stage = isReceipt ? Outgoing.Stage.AWAITS_PUBCOMP : Outgoing.Stage.KEPT_ID;
        Outlet out = flow.outlet();
        if (out == null || !entry.sent) {
            flow.pump();
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
        if (keeper != null && keeper.exchanges().isLate()) {
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
                flow.transmit(message, entry, out, null);
            }
            entry = next;
        }
    }
}
