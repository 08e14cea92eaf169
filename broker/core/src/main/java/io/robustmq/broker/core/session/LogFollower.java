package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.outgoing.How;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
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
abstract sealed class LogFollower implements SessionLog, LaneStorage.Saved permits ReplayingLog, KeptLog {
    /** Messages waiting for the client below which more are read. */
    private static final int LOW_WATER = 32;

    /** Messages in flight that are read again side by side. */
    private static final int RELOADS = 32;

    private final SessionHost host;
    private final OutgoingFlow outgoing;
    private final LogReaders readers;
    private int reloading;

    /** Whether a page is being read: one at a time. */
    private boolean reading;

    /** Counts the turns of the readers. */
    private int turn;

    /** Counts connections; answers of reads for an earlier one are not looked at. */
    private int connection;

    LogFollower(SessionHost host, OutgoingFlow outgoing, LogReaders readers) {
        this.host = host;
        this.outgoing = outgoing;
        this.readers = readers;
    }

    final OutgoingFlow outgoing() {
        return outgoing;
    }

    final LogReaders readers() {
        return readers;
    }

    // ---- subscriptions

    @Override
    public final LogFollower replaying(
            SessionHost itsHost, OutgoingFlow itsOutgoing, SessionSubscriptions subscriptions) {
        return this;
    }

    /** A subscription begins with history, at an offset for each shard; it begins anew if it was there before. */
    abstract void replay(Subscription subscription, long[] from);

    // ---- messages

    @Override
    public final boolean follows() {
        return true;
    }

    @Override
    public final @Nullable LogReader reader(Recipient via, int qos) {
        return readers.reader(via, qos);
    }

    @Override
    public final void missed(int shard, long offset) {
        readers.all().forEach(reader -> reader.missed(shard, offset));
        outgoing.pump();
    }

    @Override
    public final long neededFrom(int shard) {
        return Math.min(readers.unreadFrom(shard), ClientProgress.oldestOffset(outgoing.outstanding(), shard));
    }

    // ---- connection

    @Override
    public void attach() {
        connection++;
    }

    @Override
    public final void detach() {
        connection++;
        reloading = 0;
        reading = false;
        readers.all().forEach(LogReader::fallBehind);
        outgoing.outstanding().leaveInLog();
    }

    @Override
    public void end() {
        host.storage().forget(this);
        connection++;
    }

    // ---- what was not taken as it arrived

    /** Reads on if little waits for the client. */
    @Override
    public final void maybeRead() {
        if (reading || outgoing.outstanding().waiting() >= LOW_WATER) {
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
        host.storage().read(cursor.shard(), request, page -> {
            if (asking == connection) {
                reading = false;
                onPage(reader, cursor, request, page);
            }
        });
    }

    private void onPage(LogReader reader, Cursor cursor, ReadRequest request, @Nullable RecordPage page) {
        if (page == null) {
            cursor.readingFailed();
            host.storage().retrySoon(this);
            return;
        }
        if (reader.onPage(cursor, request, page)) {
            hasRead();
        }
        outgoing.pump();
    }

    /** A reader has come further. */
    abstract void hasRead();

    // ---- what was sent before

    /** Has it read again, and those behind it that were let go while the client was away. */
    @Override
    public final boolean mustReload(Outgoing entry) {
        if (reloading == 0) {
            reload(entry);
        }
        return true;
    }

    private void reload(Outgoing first) {
        List<Outgoing> missing = new ArrayList<>();
        for (Outgoing entry = first; entry != null && missing.size() < RELOADS; entry = entry.newer()) {
            if (entry.isStored() && entry.isLetGo()) {
                missing.add(entry);
            }
        }
        reloading = missing.size();
        int asking = connection;
        for (Outgoing entry : missing) {
            long offset = Place.offset(entry.place());
            ReadRequest request = new ReadRequest(offset, TopicSelection.ALL, 1, 1);
            host.storage().read(Place.shard(entry.place()), request, page -> {
                if (asking == connection) {
                    onReloaded(entry, page);
                }
            });
        }
    }

    private void onReloaded(Outgoing entry, @Nullable RecordPage page) {
        reloading--;
        if (page == null) {
            host.storage().retrySoon(this);
            return;
        }
        StoredRecord stored = page.records().isEmpty() ? null : page.records().getFirst();
        Message message = stored != null && stored.offset() == Place.offset(entry.place())
                ? LogReader.message(stored, host)
                : null;
        if (message == null) { // can never be sent again
            if (outgoing.outstanding().isInFlight(entry)) {
                outgoing.outstanding().end(entry, How.LOST);
            }
        } else {
            LogReader its = LogReader.of(entry);
            LogReader reader = its == null ? readers.main() : its;
            Recipient via = entry.via() == null ? reader.recipient(message, entry.place()) : entry.via();
            entry.readAgain(reader.told(message, entry.place()), via);
        }
        if (reloading == 0) {
            outgoing.pump();
        }
    }

    // ---- storage

    @Override
    public final void save() {}

    /** Tries again what could not be read. */
    @Override
    public final void retry() {
        outgoing.pump();
    }
}
