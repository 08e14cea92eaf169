package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stored.KeyRange;
import io.robustmq.broker.core.stored.PositionRecord;
import io.robustmq.broker.core.stored.ReceivedRecord;
import io.robustmq.broker.core.stored.ReplayRecord;
import io.robustmq.broker.core.stored.SentRecord;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.StoredFact;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log for one session: takes what arrives, reads what the session could not take, and keeps in storage how far it
 * has come. Nothing waits in memory for a client that is away. Each {@link LogReader} is at a place of its own; they take
 * turns, a page each. Confined to the session's lane.
 *
 * <p>What is kept: for each reader and shard the offset below which everything is settled, but for some messages in flight;
 * saved a few times a second, so after a crash a QoS 1 message may come again. A QoS 2 message must not, so its packet id is
 * kept before it is sent, and its PUBREC before it is answered (MQTT 5.0 §4.3.3).
 *
 * <p>A session that is not stored follows the log for the sake of history only, and nothing of it is kept.
 */
final class LogFollower implements LaneStorage.Saved {
    /** Messages waiting for the client below which more are read. */
    private static final int LOW_WATER = 32;

    /** Messages in flight that are read again side by side. */
    private static final int RELOADS = 32;

    private final Session session;
    private final SessionHost host;
    private final LaneStorage storage;
    private final OutgoingFlow outgoing;
    private final boolean kept;
    private final int home;

    /** Of the subscriptions that do not replay. */
    private final LogReader main;

    private final Map<TopicFilter, LogReader> replays = new HashMap<>(2);

    /** All of them, {@link #main} first. */
    private final List<LogReader> readers = new ArrayList<>(1);

    private final Map<TopicFilter, long[]> since = new HashMap<>(4);

    /** Packet ids of QoS 2 exchanges that are over, but still in storage. */
    private final Set<Integer> over = new LinkedHashSet<>();

    /** What storage did not keep, to be tried again. */
    private final List<Outgoing> unkept = new ArrayList<>();

    private int reloading;

    /** Whether a page is being read: one at a time. */
    private boolean reading;

    /** Counts the turns of the readers. */
    private int turn;

    /** Counts connections; answers of reads for an earlier one are not looked at. */
    private int connection;

    /** @param kept whether the session is stored */
    LogFollower(Session session, SessionHost host, LaneStorage storage, OutgoingFlow outgoing, boolean kept) {
        this.session = session;
        this.host = host;
        this.storage = storage;
        this.outgoing = outgoing;
        this.kept = kept;
        this.home = storage.shardOf(session.clientId());
        this.main = LogReader.live(host, outgoing, this::wanted);
        readers.add(main);
    }

    /** Whether the session is stored: what is to be known after a restart is written. */
    boolean isKept() {
        return kept;
    }

    // ---- subscriptions

    /** A subscription counts for what is written from here on; one that takes the place of another goes on as that. */
    void subscribed(Subscription subscription) {
        LogReader replay = replays.get(subscription.filter());
        if (replay != null) {
            replay.replays(subscription);
        } else {
            main.wantsOther();
        }
        if (kept) {
            put(subscription, since.computeIfAbsent(subscription.filter(), _ -> ends()));
        }
    }

    private long[] ends() {
        long[] ends = new long[storage.shards()];
        for (int shard = 0; shard < ends.length; shard++) {
            ends[shard] = storage.nextOffset(shard);
        }
        return ends;
    }

    private void put(Subscription subscription, long[] from) {
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

    /** A subscription begins with history, at an offset for each shard; it begins anew if it was there before. */
    void replay(Subscription subscription, long[] from) {
        TopicFilter filter = subscription.filter();
        endReplay(filter);
        main.wantsOther();
        LogReader replay = LogReader.replaying(host, outgoing, subscription, from);
        add(replay);
        if (kept) {
            since.put(filter, from);
            put(subscription, from);
            storage.change(home, record(replay).put());
        }
    }

    private void add(LogReader replay) {
        replays.put(replay.replayed().filter(), replay);
        readers.add(replay);
    }

    private ReplayRecord record(LogReader replay) {
        return new ReplayRecord(session.clientId(), replay.replayed().filter(), replay.positions());
    }

    /** Returns whether there was one. */
    private boolean endReplay(TopicFilter filter) {
        LogReader replay = replays.remove(filter);
        if (replay == null) {
            return false;
        }
        readers.remove(replay);
        replay.end();
        outgoing.forget(replay);
        return true;
    }

    void unsubscribed(TopicFilter filter) {
        main.wantsOther();
        boolean replayed = endReplay(filter);
        if (kept) {
            since.remove(filter);
            storage.change(home, new StateChange.Delete(StoredKeys.subscription(session.clientId(), filter)));
            if (replayed) {
                storage.change(home, new StateChange.Delete(StoredKeys.replay(session.clientId(), filter)));
            }
        }
    }

    /** What the main reader is for. */
    private Wanted wanted() {
        List<Wanted.From> all = new ArrayList<>();
        for (Subscription subscription : session.subscriptions()) {
            long[] from = since.get(subscription.filter());
            boolean mains = subscription.isStored() && subscription.group() == null && !subscription.isReplaying();
            if (from != null && mains) {
                all.add(new Wanted.From(subscription, from));
            }
        }
        return new Wanted(all);
    }

    // ---- what arrives

    /** Who decides about a message of the log that arrives for this recipient; null if it passes by the log. */
    @Nullable
    LogReader reader(Recipient via, int qos) {
        if (via instanceof Subscription subscription && subscription.isReplaying()) {
            return replays.get(subscription.filter());
        }
        return kept && qos > 0 ? main : null;
    }

    /** The client is there: what it has missed may be read. */
    void attach() {
        connection++;
    }

    /** The client has gone. */
    void detach() {
        connection++;
        reloading = 0;
        reading = false;
        readers.forEach(LogReader::fallBehind);
    }

    // ---- reading

    /** Reads on if little waits for the client. The client is there, and nothing is to be sent again first. */
    void maybeRead(int waiting) {
        if (waiting >= LOW_WATER || reading) {
            return;
        }
        for (int i = 0; i < readers.size(); i++) {
            LogReader reader = readers.get((turn + i) % readers.size());
            Cursor behind = reader.behind();
            if (behind != null) {
                turn = (turn + i + 1) % readers.size();
                read(reader, behind);
                return;
            }
        }
    }

    private void read(LogReader reader, Cursor cursor) {
        reading = true;
        int asking = connection;
        storage.read(cursor.shard(), reader.startReading(cursor), page -> {
            if (asking != connection) {
                return;
            }
            reading = false;
            if (page == null) {
                cursor.readingFailed();
                storage.retrySoon(this);
            } else {
                reader.onPage(cursor, page);
                outgoing.pump();
            }
        });
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
        Message message =
                stored != null && stored.offset() == Place.offset(entry.place) ? LogReader.message(stored, host) : null;
        if (message == null) {
            outgoing.lost(entry);
        } else {
            LogReader reader = entry.reader == null ? main : entry.reader;
            entry.message = reader.told(message, entry.place);
            if (entry.via == null) {
                entry.via = reader.recipient(message, entry.place);
            }
        }
        if (reloading == 0) {
            outgoing.pump();
        }
    }

    // ---- QoS 2

    /** Keeps the packet id of a QoS 2 message before it is sent, or its PUBREC before it is answered. */
    void keep(Outgoing entry) {
        if (over.contains(entry.packetId)) {
            save(); // what was last sent with this id must not be forgotten before it is known to be settled
        }
        SentRecord record = new SentRecord(
                session.clientId(),
                entry.packetId,
                Place.shard(entry.place),
                Place.offset(entry.place),
                entry.stage == Outgoing.Stage.KEEPS_RECEIPT,
                entry.through());
        storage.change(home, record.put());
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {
                outgoing.onKept(entry);
            }

            @Override
            public void onFailed(StorageException why) {
                unkept.add(entry);
                storage.retrySoon(LogFollower.this);
            }
        });
    }

    /** A message is settled. */
    void settled(Outgoing entry) {
        if (!kept) {
            return;
        }
        if (entry.reader != null) {
            entry.reader.settled();
        }
        if (entry.qos == 2) {
            over.add(entry.packetId);
        }
        storage.saveSoon(this);
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
        storage.change(home, record.put());
    }

    void whenKept(WriteCompletion then) {
        storage.whenWritten(home, then);
    }

    @Override
    public void retry() {
        List<Outgoing> again = List.copyOf(unkept);
        unkept.clear();
        for (Outgoing entry : again) {
            if (outgoing.isInFlight(entry)) {
                keep(entry);
            }
        }
        outgoing.pump();
    }

    @Override
    public void save() {
        String clientId = session.clientId();
        for (LogReader reader : readers) {
            if (reader.takeUnsaved()) {
                StoredFact record =
                        reader.isReplaying() ? record(reader) : new PositionRecord(clientId, reader.positions());
                storage.change(home, record.put());
            }
        }
        for (int packetId : over) {
            storage.change(home, new StateChange.Delete(StoredKeys.sent(clientId, packetId)));
        }
        over.clear();
    }

    /** Goes on where an earlier process has been. The session's subscriptions are there. */
    void restore(StoredSession stored) {
        main.restore(stored.position() == null ? List.of() : stored.position().positions());
        replays.forEach((filter, replay) -> {
            ReplayRecord record = stored.replay(filter);
            if (record != null) {
                replay.restore(record.positions());
            }
        });
        for (SentRecord record : stored.sent()) {
            LogReader reader = restored(record.through());
            if (reader != null) {
                reader.sentEarlier(Place.of(record.shard(), record.offset()));
            }
        }
    }

    /**
     * The reader of messages in flight that came through the subscription of this filter; null if that has ended, or was a
     * shared one.
     *
     * @param through null for the main reader
     */
    @Nullable
    LogReader restored(@Nullable TopicFilter through) {
        return through == null ? main : replays.get(through);
    }

    /** As {@link #subscribed} or {@link #replay}, for a subscription of an earlier process. */
    void restore(Subscription subscription, long[] from) {
        since.put(subscription.filter(), from);
        if (subscription.isReplaying()) {
            add(LogReader.replaying(host, outgoing, subscription, from));
        } else {
            main.wantsOther();
        }
    }

    /** Below this offset of a shard the session needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    long neededFrom(int shard) {
        long needed = outgoing.oldestOffset(shard);
        for (LogReader reader : readers) {
            needed = Math.min(needed, reader.unreadFrom(shard));
        }
        return needed;
    }

    /** The session is over: all that is kept of it goes. */
    void end() {
        storage.forget(this);
        connection++;
        if (!kept) {
            return;
        }
        String clientId = session.clientId();
        for (int shard = 0; shard < storage.shards(); shard++) {
            for (KeyRange all : StoredKeys.ofClient(clientId)) {
                storage.change(shard, all.delete());
            }
        }
    }
}
