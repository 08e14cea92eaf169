package io.robustmq.broker.core.group;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.GroupRecord;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.ShardPosition.Unsettled;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
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
 * One shared subscription that has stored members (MQTT 5.0 §4.8.2): follows the log as one reader, deals each message out to
 * a member whose client is there, and takes back what a member has not settled when its client goes. What nobody is there for
 * stays in the log. Lives on one lane, whatever lanes its members are on; confined to it.
 *
 * <pre>
 *                 offered, read                 member settles
 *   (in the log) ───────────────► dealt out ────────────────────► (settled)
 *                                  ▲      │ member goes, or has no room
 *                                  └──────▼
 *                                 taken back
 * </pre>
 */
public final class GroupFollower implements LaneStorage.Saved {
    /** Messages dealt out and not settled, in all. */
    private static final int MOST_DEALT = 2_000;

    /** A member that has so many to do gets no more. */
    private static final int MOST_FOR_A_MEMBER = 1_000;

    private static final int PAGE_MESSAGES = 128;
    private static final int PAGE_BYTES = 256 * 1024;

    /** What comes in place of a message that is still in the log only. */
    private static final Object IN_LOG = new Object();

    private final SharedGroup group;
    private final GroupHost host;
    private final LaneStorage storage;
    private final TopicSelection topics;
    private final int home;
    private final Cursor[] cursors;
    private final long[] since;
    private final Set<Long> dealt = new TreeSet<>();

    /** By place, what was dealt out and has come back: the message, or {@link #IN_LOG}. */
    private final TreeMap<Long, Object> takenBack = new TreeMap<>();

    /** Places of QoS 2 messages that members of an earlier process were sent; they finish those themselves. */
    private final Set<Long> sentEarlier = new HashSet<>();

    /** What members have finished at QoS 2, and wait to hear that it is kept. */
    private final List<Finished> finished = new ArrayList<>();

    private boolean loading;
    private boolean unsaved;

    /** A member had no room after all: nothing is dealt out before one has settled something, or some time has passed. */
    private boolean crowded;

    private boolean ended;

    /** @param since for each shard the first offset the group is to get, unless it goes on from earlier */
    public GroupFollower(SharedGroup group, GroupHost host, TopicSelection topics, long[] since) {
        this.group = group;
        this.host = host;
        this.storage = host.groupStorage();
        this.topics = topics;
        this.home = storage.shardOf(group.filter().toString());
        this.cursors = new Cursor[storage.shards()];
        this.since = since;
        for (int shard = 0; shard < cursors.length; shard++) {
            cursors[shard] = new Cursor(shard);
            cursors[shard].restore(since[shard]);
        }
        storage.saveSoon(this);
    }

    /**
     * Goes on where the group was in an earlier process.
     *
     * @param sent places of QoS 2 messages that members have been sent through the group
     */
    public void restore(GroupRecord record, Set<Long> sent) {
        sentEarlier.addAll(sent);
        for (ShardPosition at : record.positions()) {
            cursors[at.shard()].restore(at.next());
            for (Unsettled one : at.unsettled()) {
                long place = Place.of(at.shard(), one.offset());
                if (!sent.contains(place)) {
                    takenBack.put(place, IN_LOG);
                }
            }
        }
    }

    // ---- messages

    /** Whether it does so for this very group, and not for one that was before it and had the same filter. */
    @SuppressWarnings("ReferenceEquality")
    public boolean follows(SharedGroup one) {
        return group == one;
    }

    /** A message of the log arrives. */
    public void offer(Message message, long place) {
        if (Place.offset(place) < since[Place.shard(place)]) { // was under way as the group became stored: is not read
            takenBack.put(place, message);
            storage.saveSoon(this);
            maybeGoOn();
            return;
        }
        if (ended || !cursors[Place.shard(place)].takes(Place.offset(place))) {
            return; // known already, or to be read
        }
        Subscription member = takenBack.isEmpty() && !crowded ? member(message) : null; // what is older goes first
        if (member == null) {
            cursors[Place.shard(place)].fallBehind(Place.offset(place));
            storage.retrySoon(this);
        } else {
            deal(message, member, place);
        }
    }

    /** The log of a shard has messages, below an offset, that do not arrive. */
    public void missed(int shard, long offset) {
        cursors[shard].missed(offset);
        maybeGoOn();
    }

    /** Who is to get a message now, or null if it has to wait. */
    private @Nullable Subscription member(Message message) {
        if (dealt.size() >= MOST_DEALT) {
            return null;
        }
        Subscription chosen = group.choose(message, null);
        if (chosen == null || !chosen.subscriber().isOnline()) {
            return null;
        }
        return chosen.subscriber().load() < MOST_FOR_A_MEMBER ? chosen : group.idlest(MOST_FOR_A_MEMBER);
    }

    private void deal(Message message, Subscription member, long place) {
        dealt.add(place);
        host.give(message, member, place);
    }

    /** A member is done with a message, or answers for it from now on. */
    public void onSettled(long place) {
        if (dealt.remove(place)) {
            storage.saveSoon(this);
            crowded = false;
            maybeGoOn();
        }
    }

    /** @param then tells the member that it need not remember it any more */
    private record Finished(long place, Runnable then) {}

    /** A member has finished a QoS 2 message, and remembers that until {@code then} has run. */
    public void onFinished(long place, Runnable then) {
        finished.add(new Finished(place, then));
        storage.saveSoon(this);
        onSettled(place);
    }

    /**
     * A member gives a message back.
     *
     * @param message null if it is to be read again
     * @param hasNoRoom whether the member's client is there, but has no room for it
     */
    public void onGivenBack(long place, @Nullable Message message, boolean hasNoRoom) {
        if (dealt.remove(place)) {
            if (hasNoRoom) {
                crowded = true;
                storage.retrySoon(this);
            }
            host.counters().rerouted++;
            takenBack.put(place, message == null ? IN_LOG : message);
            maybeGoOn();
        }
    }

    /** Deals out what waits, as far as there is somebody to take it. */
    public void maybeGoOn() {
        if (ended || loading || crowded) {
            return;
        }
        if (!group.hasOtherOnline(null)) {
            takenBack.replaceAll((_, _) -> IN_LOG); // nothing waits in memory for clients that are away
            return;
        }
        while (!takenBack.isEmpty()) {
            Map.Entry<Long, Object> first = takenBack.firstEntry();
            if (!(first.getValue() instanceof Message message)) {
                load(first.getKey());
                return;
            }
            if (message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
                takenBack.remove(first.getKey());
                host.counters().dropped(Drop.EXPIRED);
                continue;
            }
            Subscription member = member(message);
            if (member == null) {
                storage.retrySoon(this);
                return;
            }
            takenBack.remove(first.getKey());
            deal(message, member, first.getKey());
        }
        if (dealt.size() < MOST_DEALT / 2) {
            read();
        }
        if (dealt.isEmpty()
                && !group.hasStoredMember()
                && Arrays.stream(cursors).allMatch(Cursor::isLive)) {
            host.onDrained(group);
        }
    }

    // ---- reading

    private void load(long place) {
        loading = true;
        ReadRequest request = new ReadRequest(Place.offset(place), TopicSelection.ALL, 1, 1);
        storage.read(Place.shard(place), request, page -> {
            loading = false;
            if (page == null) {
                storage.retrySoon(this);
                return;
            }
            StoredRecord stored =
                    page.records().isEmpty() ? null : page.records().getFirst();
            Message message = stored != null && stored.offset() == Place.offset(place) ? message(stored) : null;
            if (message == null) {
                takenBack.remove(place);
                host.counters().dropped(Drop.RETENTION);
            } else {
                takenBack.replace(place, message);
            }
            maybeGoOn();
        });
    }

    private void read() {
        for (Cursor cursor : cursors) {
            if (cursor.isReading()) {
                return;
            }
            if (cursor.isBehind()) {
                cursor.startReading();
                ReadRequest request = new ReadRequest(cursor.next(), topics, PAGE_MESSAGES, PAGE_BYTES);
                boolean isCutOff = storage.isCutOff(cursor.shard(), cursor.next());
                storage.read(cursor.shard(), request, page -> onPage(cursor, page, isCutOff));
                return;
            }
        }
    }

    private void onPage(Cursor cursor, @Nullable RecordPage page, boolean isCutOff) {
        if (ended) {
            return;
        }
        if (page == null) {
            cursor.readingFailed();
            storage.retrySoon(this);
            return;
        }
        if (isCutOff) {
            host.counters().overtaken++;
        }
        cursor.onPage(page.nextOffset(), page.atEnd(), storage.arrived(cursor.shard()));
        for (StoredRecord stored : page.records()) {
            long place = Place.of(cursor.shard(), stored.offset());
            Message message = sentEarlier.contains(place) ? null : message(stored);
            if (message != null) {
                takenBack.put(place, message);
            }
        }
        if (!finished.isEmpty()) {
            storage.saveSoon(this);
        }
        maybeGoOn();
    }

    private @Nullable Message message(StoredRecord stored) {
        try {
            return MessageFormat.toMessage(stored.record());
        } catch (StoredFormatException _) {
            host.counters().dropped(Drop.UNREADABLE);
            return null;
        }
    }

    // ---- what is kept

    @Override
    public void retry() {
        if (ended) {
            delete();
            return;
        }
        if (unsaved) {
            save();
        }
        crowded = false;
        maybeGoOn();
    }

    @Override
    public void save() {
        List<ShardPosition> shards = new ArrayList<>(cursors.length);
        for (Cursor cursor : cursors) {
            Set<Long> places = new TreeSet<>(dealt);
            places.addAll(takenBack.keySet());
            List<Unsettled> unsettled = places.stream()
                    .filter(place -> Place.shard(place) == cursor.shard())
                    .map(place -> new Unsettled(Place.offset(place), 0))
                    .toList();
            shards.add(new ShardPosition(cursor.shard(), cursor.next(), unsettled));
        }
        storage.change(home, new GroupRecord(group.filter(), shards).put());
        unsaved = false;
        List<Finished> told =
                finished.stream().filter(one -> isPast(one.place())).toList();
        finished.removeAll(told);
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {
                told.forEach(one -> one.then().run());
            }

            @Override
            public void onFailed(StorageException why) {
                finished.addAll(told);
                unsaved = true;
                storage.retrySoon(GroupFollower.this);
            }
        });
    }

    /** Whether a message is not to be given to anybody any more. */
    private boolean isPast(long place) {
        return Place.offset(place) < cursors[Place.shard(place)].next()
                && !dealt.contains(place)
                && !takenBack.containsKey(place);
    }

    /** Below this offset of a shard the group needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    public long neededFrom(int shard) {
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

    /** The group has no members any more, or only such as are not stored and nothing for them: nothing is kept for it. */
    public void end() {
        ended = true;
        for (int i = dealt.size() + takenBack.size(); i > 0; i--) {
            host.counters().dropped(Drop.OFFLINE);
        }
        storage.forget(this);
        finished.forEach(one -> one.then().run());
        finished.clear();
        delete();
    }

    private void delete() {
        if (!host.isOver(group)) {
            return; // another has taken its place
        }
        storage.change(home, new StateChange.Delete(StoredKeys.group(group.filter())));
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {}

            @Override
            public void onFailed(StorageException why) {
                storage.retrySoon(GroupFollower.this);
            }
        });
    }
}
