package io.robustmq.broker.core.group;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.PageReader;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.Read;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.GroupRecord;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.Map;
import java.util.Set;
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
 *
 * <p>Where it is, {@link GroupPlaces} knows; {@link GroupKeeper} keeps it.
 */
public final class GroupFollower implements LaneStorage.Saved {
    /** Messages dealt out and not settled, in all. */
    private static final int MOST_DEALT = 2_000;

    /** A member that has so many to do gets no more. */
    private static final int MOST_FOR_A_MEMBER = 1_000;

    private final SharedGroup group;
    private final GroupHost host;
    private final LaneStorage storage;
    private final TopicSelection topics;
    private final PageReader pages;
    private final GroupPlaces places;
    private final GroupKeeper keeper;
    private boolean loading;

    /** A member had no room after all: nothing is dealt out before one has settled something, or some time has passed. */
    private boolean crowded;

    private boolean ended;

    /** @param since for each shard the first offset the group is to get, unless it goes on from earlier */
    public GroupFollower(SharedGroup group, GroupHost host, TopicSelection topics, long[] since) {
        this.group = group;
        this.host = host;
        this.storage = host.groupStorage();
        this.topics = topics;
        this.pages = new PageReader(storage, host.counters(), true);
        this.places = new GroupPlaces(pages, since);
        this.keeper = new GroupKeeper(group, host, places, this);
        group.reads(since);
        storage.saveSoon(this);
    }

    /**
     * Goes on where the group was in an earlier process.
     *
     * @param sent places of QoS 2 messages that members have been sent through the group
     */
    public void restore(GroupRecord record, Set<Long> sent) {
        places.restore(record, sent);
    }

    // ---- messages

    /** Whether it does so for this very group, and not for one that was before it and had the same filter. */
    @SuppressWarnings("ReferenceEquality")
    public boolean follows(SharedGroup one) {
        return group == one;
    }

    /** A message of the log arrives. */
    public void offer(Message message, long place) {
        if (places.isBefore(place)) {
            places.takeBack(place, message);
            storage.saveSoon(this);
            maybeGoOn();
            return;
        }
        if (ended || !places.cursor(place).takes(Place.offset(place))) {
            return; // known already, or to be read
        }
        Subscription member = !places.isAnyTakenBack() && !crowded ? member(message) : null; // what is older goes first
        if (member == null) {
            places.cursor(place).fallBehind(Place.offset(place));
            storage.retrySoon(this);
        } else {
            deal(message, member, place);
        }
    }

    /** The log of a shard has messages, below an offset, that do not arrive. */
    public void missed(int shard, long offset) {
        pages.cursor(shard).missed(offset);
        maybeGoOn();
    }

    /** Who is to get a message now, or null if it has to wait. */
    private @Nullable Subscription member(Message message) {
        if (places.dealt() >= MOST_DEALT) {
            return null;
        }
        Subscription chosen = group.choose(message, null);
        if (chosen == null || !chosen.subscriber().isOnline()) {
            return null;
        }
        return chosen.subscriber().load() < MOST_FOR_A_MEMBER ? chosen : group.idlest(MOST_FOR_A_MEMBER);
    }

    private void deal(Message message, Subscription member, long place) {
        if (member.qosFor(message) == 2 && !member.subscriber().isStored()) {
            places.part(place);
            keeper.whenParted(() -> host.give(message, member, place));
        } else {
            places.deal(place);
            host.give(message, member, place);
        }
    }

    /** A member is done with a message, or answers for it from now on. */
    public void onSettled(long place) {
        if (places.undeal(place)) {
            storage.saveSoon(this);
            crowded = false;
            maybeGoOn();
        }
    }

    /** A member has finished a QoS 2 message, and remembers that until {@code then} has run. */
    public void onFinished(long place, Runnable then) {
        keeper.onFinished(place, then);
        onSettled(place);
    }

    /**
     * A member gives a message back.
     *
     * @param message null if it is to be read again
     * @param hasNoRoom whether the member's client is there, but has no room for it
     */
    public void onGivenBack(long place, @Nullable Message message, boolean hasNoRoom) {
        if (places.undeal(place)) {
            if (hasNoRoom) {
                crowded = true;
                storage.retrySoon(this);
            }
            host.counters().rerouted++;
            places.takeBack(place, message);
            maybeGoOn();
        }
    }

    /** Deals out what waits, as far as there is somebody to take it. */
    public void maybeGoOn() {
        if (ended || loading || crowded) {
            return;
        }
        if (!group.hasOtherOnline(null)) {
            places.leaveInLog(); // nothing waits in memory for clients that are away
            return;
        }
        for (Map.Entry<Long, GroupPlaces.Waiting> first = places.nextTakenBack();
                first != null;
                first = places.nextTakenBack()) {
            Message message = first.getValue().message();
            if (message == null) {
                load(first.getKey());
                return;
            }
            if (message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
                places.dropTakenBack(first.getKey());
                host.counters().dropped(Drop.EXPIRED);
                continue;
            }
            Subscription member = member(message);
            if (member == null) {
                storage.retrySoon(this);
                return;
            }
            places.dropTakenBack(first.getKey());
            deal(message, member, first.getKey());
        }
        if (places.dealt() < MOST_DEALT / 2) {
            read();
        }
        if (places.isDrained() && !group.hasStoredMember()) {
            group.readsNoMore(places.ends());
            host.onDrained(group);
        }
    }

    // ---- reading

    private void load(long place) {
        loading = true;
        pages.readOne(place, read -> {
            loading = false;
            if (!ended) {
                onLoaded(place, read);
            }
        });
    }

    private void onLoaded(long place, Read read) {
        switch (read) {
            case Read.Page page -> {
                Message message = pages.message(page, place);
                if (message == null) {
                    places.dropTakenBack(place);
                    host.counters().dropped(Drop.RETENTION);
                } else {
                    places.loaded(place, message);
                }
                maybeGoOn();
            }
            case Read.NotNow _ -> {
                pages.pass(Place.shard(place));
                storage.retrySoon(this);
            }
            case Read.Damaged _ -> {
                pages.pause(Place.shard(place));
                storage.retrySoon(this);
            }
        }
    }

    private void read() {
        Cursor cursor = pages.isReading() ? null : pages.next();
        if (cursor != null) {
            pages.read(cursor, cursor.next(), topics, read -> onRead(cursor, read));
        }
    }

    private void onRead(Cursor cursor, Read read) {
        if (ended) {
            return;
        }
        switch (read) {
            case Read.Page page -> onPage(cursor, page);
            case Read.NotNow _ -> {
                cursor.readingFailed();
                storage.retrySoon(this);
            }
            case Read.Damaged _ -> {
                cursor.readingFailed();
                pages.pause(cursor.shard());
                storage.retrySoon(this);
            }
        }
    }

    private void onPage(Cursor cursor, Read.Page page) {
        pages.onPage(cursor, page);
        for (StoredRecord stored : page.records().records()) {
            long place = Place.of(cursor.shard(), stored.offset());
            Message message = places.wasSentEarlier(place) ? null : pages.message(stored);
            if (message != null) {
                places.takeBack(place, message);
            }
        }
        keeper.onRead();
        maybeGoOn();
    }

    // ---- what is kept

    @Override
    public void retry() {
        if (ended) {
            keeper.delete();
            return;
        }
        keeper.retry();
        crowded = false;
        maybeGoOn();
        if (pages.isAnyPausing()) {
            storage.retrySoon(this);
        }
    }

    @Override
    public void save() {
        if (!ended) {
            keeper.save();
        }
    }

    /** Below this offset of a shard the group needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    public long neededFrom(int shard) {
        return places.neededFrom(shard);
    }

    /** The group has no members any more, or only such as are not stored and nothing for them: nothing is kept for it. */
    public void end() {
        ended = true;
        for (int i = places.unsettled(); i > 0; i--) {
            host.counters().dropped(Drop.OFFLINE);
        }
        keeper.end();
    }
}
