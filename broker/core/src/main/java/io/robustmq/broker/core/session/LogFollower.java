package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log for one session: what its client could not take as it arrived, and the history of subscriptions that replay. A
 * page at a time, for each {@link LogReader} in its turn, and only while little waits for the client; so nothing waits in
 * memory for a client that is away. Confined to the session's lane.
 */
final class LogFollower implements LaneStorage.Saved {
    /** Messages waiting for the client below which more are read. */
    private static final int LOW_WATER = 32;

    /** Messages in flight that are read again side by side. */
    private static final int RELOADS = 32;

    private final SessionHost host;
    private final LaneStorage storage;
    private final StoredOutgoing outgoing;
    private final LogReaders readers;

    /** Of a stored session; else nothing is kept. */
    private final @Nullable SessionKeeper keeper;

    private int reloading;

    /** Whether a page is being read: one at a time. */
    private boolean reading;

    /** Counts the turns of the readers. */
    private int turn;

    /** Counts connections; answers of reads for an earlier one are not looked at. */
    private int connection;

    /** @param keeper null if the session is not stored, and follows the log for the sake of history only */
    LogFollower(SessionHost host, StoredOutgoing outgoing, LogReaders readers, @Nullable SessionKeeper keeper) {
        this.host = host;
        this.storage = host.storage();
        this.outgoing = outgoing;
        this.readers = readers;
        this.keeper = keeper;
    }

    LogReaders readers() {
        return readers;
    }

    // ---- subscriptions

    /**
     * A subscription counts for what is written from here on; one that takes the place of another goes on as that.
     *
     * @param replaced that other one, or null
     */
    void subscribed(Subscription subscription, @Nullable Subscription replaced) {
        long[] since = readers.subscribed(subscription);
        if (keeper != null && (replaced == null || !subscription.isLike(replaced))) { // else storage has it, or will
            keeper.subscribed(subscription, since);
        }
    }

    /** A subscription begins with history, at an offset for each shard; it begins anew if it was there before. */
    void replay(Subscription subscription, long[] from) {
        LogReader replay = readers.replay(subscription, from);
        if (keeper != null) {
            keeper.replays(replay, from);
        }
    }

    void unsubscribed(TopicFilter filter) {
        boolean replayed = readers.unsubscribed(filter);
        if (keeper != null) {
            keeper.unsubscribed(filter, replayed);
        }
    }

    /** Below this offset of a shard the session needs nothing of the log; {@link Long#MAX_VALUE} if nothing that is there now. */
    long neededFrom(int shard) {
        return Math.min(readers.unreadFrom(shard), outgoing.oldestOffset(shard));
    }

    // ---- connection

    /** The client is there: what it has missed may be read. */
    void attach() {
        connection++;
    }

    /** The client has gone. */
    void detach() {
        connection++;
        reloading = 0;
        reading = false;
        readers.all().forEach(LogReader::fallBehind);
    }

    /** The log of a shard has messages, below an offset, that do not arrive. */
    void missed(int shard, long offset) {
        readers.all().forEach(reader -> reader.missed(shard, offset));
        outgoing.pump();
    }

    /** The session is over. */
    void end() {
        storage.forget(this);
        connection++;
    }

    // ---- what was not taken as it arrived

    /** Reads on if little waits for the client. The client is there, and nothing is to be sent again first. */
    void maybeRead(int waiting) {
        if (waiting >= LOW_WATER || reading) {
            return;
        }
        List<LogReader> all = readers.all();
        for (int i = 0; i < all.size(); i++) {
            LogReader reader = all.get((turn + i) % all.size());
            Cursor behind = reader.behind();
            if (behind != null) {
                turn = (turn + i + 1) % all.size();
                read(reader, behind);
                return;
            }
        }
    }

    private void read(LogReader reader, Cursor cursor) {
        reading = true;
        int asking = connection;
        ReadRequest request = reader.startReading(cursor);
        storage.read(cursor.shard(), request, page -> {
            if (asking == connection) {
                reading = false;
                onPage(reader, cursor, request, page);
            }
        });
    }

    private void onPage(LogReader reader, Cursor cursor, ReadRequest request, @Nullable RecordPage page) {
        if (page == null) {
            cursor.readingFailed();
            storage.retrySoon(this);
            return;
        }
        if (reader.onPage(cursor, request, page) && keeper != null) {
            keeper.hasRead();
        }
        outgoing.pump();
    }

    // ---- what was sent before

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
            LogReader reader = entry.reader == null ? readers.main() : entry.reader;
            entry.message = reader.told(message, entry.place);
            if (entry.via == null) {
                entry.via = reader.recipient(message, entry.place);
            }
        }
        if (reloading == 0) {
            outgoing.pump();
        }
    }

    @Override
    public void save() {}

    @Override
    public void retry() {
        outgoing.pump();
    }
}
