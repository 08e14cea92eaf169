package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.stored.PositionRecord;
import io.robustmq.broker.core.stored.ReplayRecord;
import io.robustmq.broker.core.stored.SentRecord;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What storage has of one session, gathered when the node starts.
 *
 * @param position null if it was never saved
 * @param replays how far each subscription to history is; of some that have ended, too
 * @param sent QoS 2 exchanges towards the client that are not over
 * @param received QoS 2 packet ids of the client that are not released
 */
public record StoredSession(
        SessionRecord session,
        List<SubscriptionRecord> subscriptions,
        @Nullable PositionRecord position,
        List<ReplayRecord> replays,
        List<SentRecord> sent,
        List<Received> received) {

    /** A packet id, and the shard that has it and its message. */
    public record Received(int packetId, int shard) {}

    /**
     * What was in flight, in the order of sending as far as that is known: by place.
     *
     * @param readers have the session's subscriptions already
     */
    List<Outgoing> inFlight(LogReaders readers) {
        List<Outgoing> all = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (SentRecord record : sent) {
            ids.add(record.packetId());
            if (!record.isInLog()) { // nobody has the message any more: the client drops the id, with the message or
                // without
                all.add(new Outgoing(
                        2, Place.NOWHERE, null, record.packetId(), Outgoing.Stage.AWAITS_PUBCOMP, record.through()));
                continue;
            }
            Outgoing.Stage stage = record.received() ? Outgoing.Stage.AWAITS_PUBCOMP : Outgoing.Stage.AWAITS_PUBREC;
            long place = Place.of(record.shard(), record.offset());
            LogReader reader = readers.through(record.through());
            all.add(new Outgoing(2, place, reader, record.packetId(), stage, record.through()));
        }
        if (position != null) {
            addUnsettled(position.positions(), readers.through(null), ids, all);
        }
        for (ReplayRecord replay : replays) {
            LogReader reader = readers.through(replay.filter());
            if (reader != null) { // else the record is of an earlier subscription that has ended
                addUnsettled(replay.positions(), reader, ids, all);
            }
        }
        all.sort(Comparator.comparingLong(Outgoing::place));
        return all;
    }

    private static void addUnsettled(
            List<ShardPosition> positions, @Nullable LogReader reader, Set<Integer> ids, List<Outgoing> to) {
        for (ShardPosition at : positions) {
            for (ShardPosition.Unsettled one : at.unsettled()) {
                if (ids.add(one.packetId())) { // else the id was given to a later message: this one was settled
                    long place = Place.of(at.shard(), one.offset());
                    to.add(new Outgoing(1, place, reader, one.packetId(), Outgoing.Stage.AWAITS_PUBACK, null));
                }
            }
        }
    }
}
