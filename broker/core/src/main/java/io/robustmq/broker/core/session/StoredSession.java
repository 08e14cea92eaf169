package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.stored.PositionRecord;
import io.robustmq.broker.core.stored.ReplayRecord;
import io.robustmq.broker.core.stored.SentRecord;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.mqtt.topic.TopicFilter;
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
 * @param replays how far each subscription to history is
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

    /** How far the subscription of this filter is, or null if it does not replay history. */
    public @Nullable ReplayRecord replay(TopicFilter filter) {
        for (ReplayRecord replay : replays) {
            if (replay.filter().equals(filter)) {
                return replay;
            }
        }
        return null;
    }

    /**
     * What was in flight, in the order of sending as far as that is known: by place.
     *
     * @param log has its readers already
     */
    List<Outgoing> inFlight(LogFollower log) {
        List<Outgoing> all = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (SentRecord record : sent) {
            Outgoing.Stage stage = record.received() ? Outgoing.Stage.AWAITS_PUBCOMP : Outgoing.Stage.AWAITS_PUBREC;
            ids.add(record.packetId());
            long place = Place.of(record.shard(), record.offset());
            all.add(new Outgoing(2, place, log.restored(record.through()), record.packetId(), stage));
        }
        if (position != null) {
            addUnsettled(position.positions(), log.restored(null), ids, all);
        }
        for (ReplayRecord replay : replays) {
            addUnsettled(replay.positions(), log.restored(replay.filter()), ids, all);
        }
        all.sort(Comparator.comparingLong(entry -> entry.place));
        return all;
    }

    private static void addUnsettled(
            List<ShardPosition> positions, @Nullable LogReader reader, Set<Integer> ids, List<Outgoing> to) {
        for (ShardPosition at : positions) {
            for (ShardPosition.Unsettled one : at.unsettled()) {
                if (ids.add(one.packetId())) { // else the id was given to a later message: this one was settled
                    long place = Place.of(at.shard(), one.offset());
                    to.add(new Outgoing(1, place, reader, one.packetId(), Outgoing.Stage.AWAITS_PUBACK));
                }
            }
        }
    }
}
