package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Cursor;
import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.PageReader;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.Read;
import io.robustmq.broker.core.durable.Wanted;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.outgoing.How;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
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
    public void write() {}

    @Override
    public void leave() {
        host.storage().forget(this);
        connection++;
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
        Wanted wanted = reader.wanted();
        reader.read(cursor, wanted, read -> {
            if (asking == connection) {
                reading = false;
                onRead(reader, cursor, wanted, read);
            }
        });
    }

    private void onRead(LogReader reader, Cursor cursor, Wanted wanted, Read read) {
        switch (read) {
            case Read.Page page -> {
                if (reader.onPage(cursor, wanted, page)) {
                    hasRead();
                }
                outgoing.pump();
            }
            case Read.NotNow _ -> {
                cursor.readingFailed();
                host.storage().retrySoon(this);
            }
            case Read.Damaged _ -> {
                cursor.readingFailed();
                reader.pages().pause(cursor.shard());
                host.storage().retrySoon(this);
            }
        }
    }

    /** A reader has come further. */
    abstract void hasRead();

    // ---- what was sent before

    /** Has it read again, and those behind it that were let go while the client was away. */
    @Override
    public final boolean mustReload(Outgoing entry) {
        if (reloading == 0 && !pages().isPausing(Place.shard(entry.place()))) {
            reload(entry);
        }
        return true;
    }

    /** Messages in flight are read as the main reader's, since their own may have ended. */
    private PageReader pages() {
        return readers.main().pages();
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
            pages().readOne(entry.place(), read -> {
                if (asking == connection) {
                    reloading--;
                    onReloaded(entry, read);
                }
            });
        }
    }

    private void onReloaded(Outgoing entry, Read read) {
        switch (read) {
            case Read.Page page -> {
                reloaded(entry, pages().message(page, entry.place()));
                if (reloading == 0) {
                    outgoing.pump();
                }
            }
            case Read.NotNow _ -> host.storage().retrySoon(this);
            case Read.Damaged _ -> {
                pages().pause(Place.shard(entry.place()));
                host.storage().retrySoon(this);
            }
        }
    }

    private void reloaded(Outgoing entry, @Nullable Message message) {
        if (message != null) {
            LogReader reader = readers.of(entry);
            Recipient via = entry.via() == null ? reader.recipient(message, entry.place()) : entry.via();
            entry.readAgain(reader.told(message, entry.place()), via);
        } else if (outgoing.outstanding().isInFlight(entry)) {
            outgoing.outstanding().end(entry, How.LOST);
        }
    }

    // ---- storage

    @Override
    public final void save() {}

    /** Tries again what could not be read. */
    @Override
    public final void retry() {
        outgoing.pump();
        if (readers.all().stream().anyMatch(reader -> reader.pages().isAnyPausing())) {
            host.storage().retrySoon(this);
        }
    }
}
