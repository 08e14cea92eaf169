package io.robustmq.broker.core.group;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.PageReader;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stored.GroupRecord;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.ShardPosition.Unsettled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where one shared subscription is in the logs: what is below its cursors is settled, but for what is dealt out to its members
 * and what has come back from them. Confined to the group's lane.
 */
final class GroupPlaces {
    private final PageReader pages;
    private final Cursor[] cursors;
    private final long[] since;

    /** Dealt out and not settled. */
    private final Set<Long> dealt = new TreeSet<>();

    /** Of {@link #dealt}, what is nobody else's even after a crash: QoS 2 with members that are not stored [MQTT-4.8.2-5]. */
    private final Set<Long> parted = new HashSet<>();

    /** What was dealt out and has come back; with its message, or none if that is still in the log only. */
    private final TreeMap<Long, Waiting> takenBack = new TreeMap<>();

    /** Places of QoS 2 messages that members of an earlier process were sent; they finish those themselves. */
    private final Set<Long> sentEarlier = new HashSet<>();

    /**
     * @param pages how they are read
     * @param since for each shard the first offset the group is to get, unless it goes on from earlier
     */
    GroupPlaces(PageReader pages, long[] since) {
        this.pages = pages;
        this.cursors = pages.cursors();
        this.since = since;
        for (Cursor cursor : cursors) {
            cursor.restore(since[cursor.shard()]);
        }
    }

    /** @param message null if it is to be read again */
    record Waiting(@Nullable Message message) {
        static final Waiting IN_LOG = new Waiting(null);
    }

    /** Goes on from earlier; see {@link GroupFollower#restore}. */
    void restore(GroupRecord record, Set<Long> sent) {
        sentEarlier.addAll(sent);
        for (ShardPosition at : record.positions()) {
            cursors[at.shard()].restore(at.next());
            for (Unsettled one : at.unsettled()) {
                long place = Place.of(at.shard(), one.offset());
                if (!sent.contains(place)) {
                    takenBack.put(place, Waiting.IN_LOG);
                }
            }
        }
    }

    Cursor cursor(long place) {
        return cursors[Place.shard(place)];
    }

    /** Whether a message was under way as the group became stored: it is not read. */
    boolean isBefore(long place) {
        return Place.offset(place) < since[Place.shard(place)];
    }

    boolean wasSentEarlier(long place) {
        return sentEarlier.contains(place);
    }

    // ---- dealt out

    int dealt() {
        return dealt.size();
    }

    void deal(long place) {
        dealt.add(place);
    }

    /** As {@link #deal}, for good. */
    void part(long place) {
        dealt.add(place);
        parted.add(place);
    }

    /** It is with a member no more, settled or not; returns whether it was. */
    boolean undeal(long place) {
        parted.remove(place);
        return dealt.remove(place);
    }

    // ---- taken back

    void takeBack(long place, @Nullable Message message) {
        takenBack.put(place, message == null ? Waiting.IN_LOG : new Waiting(message));
    }

    boolean isAnyTakenBack() {
        return !takenBack.isEmpty();
    }

    /** The oldest of the first shard of which it can be dealt out, or be read now; null if there is none. */
    Map.@Nullable Entry<Long, Waiting> nextTakenBack() {
        Map.Entry<Long, Waiting> first = takenBack.firstEntry();
        while (first != null && first.getValue().message() == null && pages.isPausing(Place.shard(first.getKey()))) {
            first = takenBack.ceilingEntry(Place.of(Place.shard(first.getKey()) + 1, 0));
        }
        return first;
    }

    void loaded(long place, Message message) {
        takenBack.replace(place, new Waiting(message));
    }

    void dropTakenBack(long place) {
        takenBack.remove(place);
    }

    /** Nothing waits in memory. */
    void leaveInLog() {
        takenBack.replaceAll((_, _) -> Waiting.IN_LOG);
    }

    // ---- all of it

    /** Whether nothing is left to deal out or to be settled. */
    boolean isDrained() {
        return dealt.isEmpty() && takenBack.isEmpty() && Arrays.stream(cursors).allMatch(Cursor::isLive);
    }

    /** For each shard the offset below which everything was dealt out. */
    long[] ends() {
        return Arrays.stream(cursors).mapToLong(Cursor::next).toArray();
    }

    int unsettled() {
        return dealt.size() + takenBack.size();
    }

    /** Whether a message is not to be given to anybody any more. */
    boolean isPast(long place) {
        return Place.offset(place) < cursor(place).next() && !dealt.contains(place) && !takenBack.containsKey(place);
    }

    /** One for each shard: how far the group would be if the process died. */
    List<ShardPosition> positions() {
        List<ShardPosition> positions = new ArrayList<>(cursors.length);
        for (Cursor cursor : cursors) {
            Set<Long> places = new TreeSet<>(dealt);
            places.removeAll(parted);
            places.addAll(takenBack.keySet());
            List<Unsettled> unsettled = places.stream()
                    .filter(place -> Place.shard(place) == cursor.shard())
                    .map(place -> new Unsettled(Place.offset(place), 0))
                    .toList();
            positions.add(new ShardPosition(cursor.shard(), cursor.next(), unsettled));
        }
        return positions;
    }

    /** Below this offset of a shard the group needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    long neededFrom(int shard) {
        long needed = cursors[shard].isLive() ? Long.MAX_VALUE : cursors[shard].next();
        for (Set<Long> places : List.of(dealt, takenBack.keySet())) {
            for (long place : places) {
                if (Place.shard(place) == shard) {
                    needed = Math.min(needed, Place.offset(place));
                }
            }
        }
        return needed;
    }
}
