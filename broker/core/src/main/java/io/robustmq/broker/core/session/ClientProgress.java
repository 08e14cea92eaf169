package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.Outstanding;
import io.robustmq.broker.core.stored.ShardPosition;
import java.util.ArrayList;
import java.util.List;

/** How far a client is with what its session has taken from the log, as can be told from what is on its way to it. */
final class ClientProgress {
    private ClientProgress() {}

    /**
     * How far the client has come in a shard.
     *
     * @param next what is below has been taken from the log by this reader
     */
    @SuppressWarnings("ReferenceEquality") // which it is
    static ShardPosition position(Outstanding outstanding, LogReader reader, int shard, long next) {
        long from = next;
        for (Outgoing entry : outstanding.allWaiting()) {
            if (entry.source() == reader && Place.shard(entry.place()) == shard) {
                from = Math.min(from, Place.offset(entry.place()));
            }
        }
        List<ShardPosition.Unsettled> unsettled = new ArrayList<>();
        for (Outgoing entry = outstanding.oldestInFlight(); entry != null; entry = entry.newer()) {
            boolean counts = entry.source() == reader && Place.shard(entry.place()) == shard;
            if (counts
                    && entry.stage()
                            == Outgoing.Stage.KEEPS_ID) { // is to be read again unless its id is kept after all
                from = Math.min(from, Place.offset(entry.place()));
            } else if (counts && entry.qos() == 1) {
                unsettled.add(new ShardPosition.Unsettled(Place.offset(entry.place()), entry.packetId()));
            }
        }
        long read = from;
        unsettled.removeIf(one -> one.offset() >= read);
        return new ShardPosition(shard, from, unsettled);
    }

    /** The least offset in a shard that may still be sent, or sent again; {@link Long#MAX_VALUE} for none. */
    static long oldestOffset(Outstanding outstanding, int shard) {
        long oldest = Long.MAX_VALUE;
        for (Outgoing entry : outstanding.allWaiting()) {
            if (entry.source() != null && Place.shard(entry.place()) == shard) {
                oldest = Math.min(oldest, Place.offset(entry.place()));
            }
        }
        for (Outgoing entry = outstanding.oldestInFlight(); entry != null; entry = entry.newer()) {
            if (entry.isStored() && entry.stage().needsMessage() && Place.shard(entry.place()) == shard) {
                oldest = Math.min(oldest, Place.offset(entry.place()));
            }
        }
        return oldest;
    }
}
