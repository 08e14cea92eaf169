package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.PositionRecord;
import io.robustmq.broker.core.stored.ReceivedRecord;
import io.robustmq.broker.core.stored.SentRecord;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log for one stored session: takes what arrives, reads what the session could not take, and keeps in storage how
 * far it has come. Nothing waits in memory for a client that is away. Confined to the session's lane.
 *
 * <p>What is kept: for each shard the offset below which everything is settled, but for some messages in flight; saved a few
 * times a second, so after a crash a QoS 1 message may come again. A QoS 2 message must not, so its packet id is kept before
 * it is sent, and its PUBREC before it is answered (MQTT 5.0 §4.3.3).
 */
final class LogFollower implements LaneStorage.Saved {
    /** What is read ahead of the client at a time. */
    private static final int PAGE_MESSAGES = 128;

    private static final int PAGE_BYTES = 256 * 1024;

    /** Messages waiting for the client below which more are read. */
    private static final int LOW_WATER = 32;

    /** Messages in flight that are read again side by side. */
    private static final int RELOADS = 32;

    private final Session session;
    private final SessionHost host;
    private final LaneStorage storage;
    private final OutgoingFlow outgoing;
    private final int home;
    private final Cursor[] cursors;
    private final Map<TopicFilter, long[]> since = new HashMap<>(4);

    /** Places of QoS 2 messages that an earlier process has sent: not new when they are read. */
    private final Set<Long> sentEarlier = new HashSet<>();

    /** QoS 2 exchanges that are over, but still in storage: packet ids and places. */
    private final Map<Integer, Long> over = new LinkedHashMap<>();

    /** What is known of the session itself, until it is known to be kept. */
    private @Nullable SessionRecord unsure;

    /** Ended subscriptions, until they are known to be gone, each with the {@link #unsubscribes} it ended with. */
    private final Map<TopicFilter, Integer> ending = new HashMap<>(4);

    private int unsubscribes;

    /** What storage did not keep, to be tried again. */
    private final List<Outgoing> unkept = new ArrayList<>();

    /** Those of {@link #unkept} and those tried again and not kept yet. */
    private final Set<Outgoing> late = new HashSet<>();

    private @Nullable Wanted wanted;
    private int reloading;
    private boolean ended;

    /** Counts connections; answers of reads for an earlier one are not looked at. */
    private int connection;

    LogFollower(Session session, SessionHost host, LaneStorage storage, OutgoingFlow outgoing) {
        this.session = session;
        this.host = host;
        this.storage = storage;
        this.outgoing = outgoing;
        this.home = storage.shardOf(session.clientId());
        this.cursors = new Cursor[storage.shards()];
        for (int shard = 0; shard < cursors.length; shard++) {
            cursors[shard] = new Cursor(shard);
        }
    }

    // ---- subscriptions

    /** A subscription counts for what is written from here on; one that takes the place of another goes on as that. */
    void subscribed(Subscription subscription) {
        wanted = null;
        ending.remove(subscription.filter());
        long[] from = since.computeIfAbsent(subscription.filter(), _ -> {
            long[] ends = new long[cursors.length];
            for (int shard = 0; shard < ends.length; shard++) {
                ends[shard] = storage.nextOffset(shard);
            }
            return ends;
        });
        SubscriptionRecord record = new SubscriptionRecord(
                session.clientId(),
                subscription.filter(),
                subscription.identifier(),
                subscription.qos(),
                subscription.noLocal(),
                subscription.retainAsPublished(),
                from);
        storage.change(home, record.put());
    }

    void unsubscribed(TopicFilter filter) {
        wanted = null;
        since.remove(filter);
        ending.put(filter, ++unsubscribes);
        storage.saveSoon(this);
    }

    private Wanted wanted() {
        Wanted known = wanted;
        if (known == null) {
            List<Wanted.From> all = new ArrayList<>();
            for (Subscription subscription : session.subscriptions()) {
                long[] from = since.get(subscription.filter());
                if (from != null && subscription.isStored() && subscription.group() == null) {
                    all.add(new Wanted.From(subscription, from));
                }
            }
            known = new Wanted(all);
            wanted = known;
        }
        return known;
    }

    // ---- what arrives

    /** Whether a message that arrives is to be sent or queued; else it is known already, or left in the log. */
    boolean takes(long place) {
        return cursors[Place.shard(place)].takes(Place.offset(place));
    }

    /** There is no room for the message at {@code place} after all: it and what follows are read when there is. */
    void fallBehind(long place) {
        cursors[Place.shard(place)].fallBehind(Place.offset(place));
    }

    /** The log of a shard has messages, below an offset, that do not arrive. */
    void missed(int shard, long offset) {
        cursors[shard].missed(offset);
        outgoing.pump();
    }

    /** The client is there: what it has missed may be read. */
    void attach() {
        connection++;
    }

    /** The client has gone. */
    void detach() {
        connection++;
        reloading = 0;
        for (Cursor cursor : cursors) {
            cursor.fallBehind();
        }
    }

    // ---- reading

    /** Reads on if little waits for the client. The client is there, and nothing is to be sent again first. */
    void maybeRead(int waiting) {
        if (waiting >= LOW_WATER) {
            return;
        }
        Cursor behind = null;
        for (Cursor cursor : cursors) {
            if (cursor.isReading()) {
                return; // one page at a time
            }
            if (behind == null && cursor.isBehind()) {
                behind = cursor;
            }
        }
        if (behind == null) {
            return;
        }
        Cursor cursor = behind;
        if (wanted().isEmpty()) {
            cursor.goLive();
            maybeRead(waiting);
            return;
        }
        long from = Math.max(cursor.next(), wanted().since(cursor.shard()));
        cursor.startReading();
        int asking = connection;
        Wanted asked = wanted();
        storage.read(cursor.shard(), new ReadRequest(from, asked, PAGE_MESSAGES, PAGE_BYTES), page -> {
            if (asking != connection || !cursor.isReading()) {
                return;
            }
            if (asked == wanted()) {
                onPage(cursor, page);
            } else { // the page may lack what a subscription made meanwhile wants of it
                cursor.readingFailed();
                outgoing.pump();
            }
        });
    }

    private void onPage(Cursor cursor, @Nullable RecordPage page) {
        if (page == null) {
            cursor.readingFailed();
            storage.retrySoon(this);
            return;
        }
        for (StoredRecord stored : page.records()) {
            take(cursor.shard(), stored);
        }
        cursor.onPage(page.nextOffset(), page.atEnd(), storage.arrived(cursor.shard()));
        if (!over.isEmpty()) {
            storage.saveSoon(this);
        }
        outgoing.pump();
    }

    private void take(int shard, StoredRecord stored) {
        long place = Place.of(shard, stored.offset());
        if (sentEarlier.contains(place)) {
            return;
        }
        Message message = message(stored);
        Recipient via = message == null ? null : wanted().recipient(message.topic(), shard, stored.offset());
        int qos = via == null || message == null ? Recipient.UNWANTED : via.qosFor(message);
        if (message == null || via == null || qos <= 0) {
            return;
        }
        if (message.isExpired(host.wallMillis())) { // [MQTT-3.3.2-5]
            host.counters().dropped(Drop.EXPIRED);
            return;
        }
        outgoing.enqueueRead(new Outgoing(message, via, qos, message.retain() && via.retainAsPublished(), place));
    }

    private @Nullable Message message(StoredRecord stored) {
        try {
            return MessageFormat.toMessage(stored.record());
        } catch (StoredFormatException _) {
            host.counters().dropped(Drop.UNREADABLE);
            return null;
        }
    }

    /**
     * Reads messages in flight again, which were let go while the client was away.
     *
     * @param first and those behind it
     */
    void reload(Outgoing first) {
        if (reloading > 0) {
            return;
        }
        List<Outgoing> missing = new ArrayList<>();
        for (Outgoing entry = first; entry != null && missing.size() < RELOADS; entry = entry.newer) {
            if (entry.isStored() && entry.message == null && entry.stage.needsMessage()) {
                missing.add(entry);
            }
        }
        reloading = missing.size();
        int asking = connection;
        for (Outgoing entry : missing) {
            long offset = Place.offset(entry.place);
            ReadRequest request = new ReadRequest(offset, TopicSelection.ALL, 1, 1);
            storage.read(Place.shard(entry.place), request, page -> {
                if (asking == connection) {
                    onReloaded(entry, page);
                }
            });
        }
    }

    private void onReloaded(Outgoing entry, @Nullable RecordPage page) {
        reloading--;
        if (page == null) {
            storage.retrySoon(this);
            return;
        }
        StoredRecord stored = page.records().isEmpty() ? null : page.records().getFirst();
        Message message = stored != null && stored.offset() == Place.offset(entry.place) ? message(stored) : null;
        if (message == null) {
            outgoing.lost(entry);
        } else {
            entry.message = message;
            if (entry.via == null) {
                entry.via = wanted().recipient(message.topic(), Place.shard(entry.place), Place.offset(entry.place));
            }
        }
        if (reloading == 0) {
            outgoing.pump();
        }
    }

    // ---- QoS 2

    /** Keeps the packet id of a QoS 2 message before it is sent, or its PUBREC before it is answered. */
    void keep(Outgoing entry) {
        if (over.containsKey(entry.packetId)) {
            save(); // what was last sent with this id must not be forgotten before it is known to be settled
        }
        SentRecord record = new SentRecord(
                session.clientId(),
                entry.packetId,
                Place.shard(entry.place),
                Place.offset(entry.place),
                entry.stage == Outgoing.Stage.KEEPS_RECEIPT,
                entry.groupFilter());
        storage.change(home, record.put());
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {
                late.remove(entry);
                outgoing.onKept(entry);
            }

            @Override
            public void onFailed(StorageException why) {
                if (!ended) {
                    unkept.add(entry);
                    late.add(entry);
                    storage.retrySoon(LogFollower.this);
                }
            }
        });
    }

    /** Whether something was not kept at once, so that what was to be kept after it may be so before it. */
    boolean isLate() {
        return !late.isEmpty();
    }

    /** A message is settled. */
    void settled(Outgoing entry) {
        TopicFilter group = entry.groupFilter();
        if (entry.qos == 2 && group != null) { // else the group would give it to somebody after a crash
            host.whenGroupKept(group, entry.place, () -> over(entry.packetId, Place.NOWHERE));
        } else if (entry.qos == 2) {
            over(entry.packetId, entry.place);
        }
        storage.saveSoon(this);
    }

    /** @param place what must be read no more before the exchange may be forgotten */
    private void over(int packetId, long place) {
        if (!ended && !outgoing.isKept(packetId)) {
            over.put(packetId, place);
            storage.saveSoon(this);
        }
    }

    /** A packet id of the client's goes into the same write as its message. */
    void received(int packetId, int shard) {
        storage.change(shard, new ReceivedRecord(session.clientId(), packetId).put());
    }

    void released(int packetId, int shard, WriteCompletion then) {
        storage.change(shard, new ReceivedRecord(session.clientId(), packetId).delete());
        storage.whenWritten(shard, then);
    }

    // ---- what is kept

    void keep(SessionRecord record) {
        unsure = record;
        keepUnsure();
    }

    void whenKept(WriteCompletion then) {
        keepUnsure();
        storage.whenWritten(home, then);
    }

    /** Writes what is not known to be kept; if that fails, it is written again, and with all that follows till then. */
    private void keepUnsure() {
        SessionRecord record = unsure;
        Map<TopicFilter, Integer> filters = Map.copyOf(ending);
        if (record == null && filters.isEmpty()) {
            return;
        }
        if (record != null) {
            storage.change(home, record.put());
        }
        for (TopicFilter filter : filters.keySet()) {
            storage.change(home, new StateChange.Delete(StoredKeys.subscription(session.clientId(), filter)));
        }
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {
                forgetUnsure(record, filters);
            }

            @Override
            public void onFailed(StorageException why) {
                if (!ended) {
                    storage.retrySoon(LogFollower.this);
                }
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // it is this very record that was written
    private void forgetUnsure(@Nullable SessionRecord record, Map<TopicFilter, Integer> filters) {
        if (unsure == record) {
            unsure = null;
        }
        filters.forEach(ending::remove);
    }

    @Override
    public void retry() {
        if (ended) {
            return;
        }
        keepUnsure();
        List<Outgoing> again = List.copyOf(unkept);
        unkept.clear();
        for (Outgoing entry : again) {
            if (outgoing.isInFlight(entry)) {
                keep(entry);
            } else {
                late.remove(entry);
            }
        }
        outgoing.pump();
    }

    @Override
    public void save() {
        if (ended) {
            return;
        }
        List<ShardPosition> positions = new ArrayList<>(cursors.length);
        for (Cursor cursor : cursors) {
            positions.add(outgoing.position(cursor.shard(), cursor.next()));
        }
        String clientId = session.clientId();
        storage.change(home, new PositionRecord(clientId, positions).put());
        Map<Integer, Long> forgotten = new HashMap<>();
        over.forEach((packetId, place) -> {
            if (place == Place.NOWHERE || isPast(place, positions)) {
                forgotten.put(packetId, place);
                storage.change(home, new StateChange.Delete(StoredKeys.sent(clientId, packetId)));
            }
        });
        over.keySet().removeAll(forgotten.keySet());
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {}

            @Override
            public void onFailed(StorageException why) {
                if (!ended) {
                    forgotten.forEach(LogFollower.this::over);
                    storage.saveSoon(LogFollower.this);
                }
            }
        });
        keepUnsure();
    }

    /** Whether a session at these positions does not read a message again. */
    private boolean isPast(long place, List<ShardPosition> positions) {
        int shard = Place.shard(place);
        return Place.offset(place) < Math.max(positions.get(shard).next(), wanted().since(shard));
    }

    /** Goes on where an earlier process has been. The session's subscriptions are there, and so is what was in flight. */
    void restore(@Nullable PositionRecord position, List<SentRecord> sent) {
        for (Cursor cursor : cursors) {
            cursor.restore(0);
        }
        if (position != null) {
            for (ShardPosition at : position.positions()) {
                cursors[at.shard()].restore(at.next());
            }
        }
        for (SentRecord record : sent) { // those of a group were not this reader's
            if (record.group() == null) {
                sentEarlier.add(Place.of(record.shard(), record.offset()));
            }
        }
    }

    /** As {@link #subscribed}, for a subscription of an earlier process. */
    void restore(Subscription subscription, long[] from) {
        wanted = null;
        since.put(subscription.filter(), from);
    }

    /** Below this offset of a shard the session needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    long neededFrom(int shard) {
        Cursor cursor = cursors[shard];
        long unread = Long.MAX_VALUE;
        if (!cursor.isLive() && !wanted().isEmpty()) {
            unread = Math.max(cursor.next(), wanted().since(shard));
        }
        return Math.min(unread, outgoing.oldestOffset(shard));
    }

    /** The session is over: all that is kept of it goes. */
    void end() {
        ended = true;
        storage.forget(this);
        connection++;
        storage.clear(session.clientId());
    }
}
