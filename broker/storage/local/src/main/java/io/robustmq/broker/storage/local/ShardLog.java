package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.PendingWrite;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import io.robustmq.broker.storage.tier.TierUnavailableException;
import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.commit.Committer;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.log.Appended;
import io.robustmq.journal.storage.log.HeldSegment;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.log.SegmentInfo;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.TopicSelection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One shard's segmented log, as this adapter uses it: a batch is one append, its records first, and then, if it changes the
 * state, one more record of the kind {@link #CHANGES} with no topic. The writer's thread is the log's committer: it alone
 * appends and commits. Reading is for any thread, and blocks.
 */
final class ShardLog implements AutoCloseable {
    /** The kind of a record whose value is {@link ChangeBytes}. */
    private static final byte CHANGES = 1;

    private static final long ONLY_CHANGES = ReadQuery.kind(CHANGES);
    private static final int FILLED_AT_ONCE = 10_000;
    private static final int REPLAY_RECORDS = 1_000;
    private static final int REPLAY_BYTES = 4 << 20;

    private final String name;
    private final Committer committer = new Committer(() -> {}); // driven by whoever appends
    private final SegmentedLog log;
    private final int maxAppendBytes;
    private final int aheadBytes;
    private final Selections selections = new Selections();
    private final PassingOver passingOver;

    /** The offset below which all that is kept lies elsewhere. */
    private volatile long hereOffset;

    /** Of the record appended last: a record of changes takes it, so that it does not count as newer than it is. */
    private long lastTimestampMillis;

    /**
     * @param folder the log's own, and closed by it
     * @param remotes where segments are that were moved
     * @param background does what the log has to do when a segment is full
     * @param passingOver decides about what cannot be read
     */
    ShardLog(
            LogFolder folder, RemoteStore remotes, LogSettings settings, Executor background, PassingOver passingOver) {
        this.name = folder.name();
        this.passingOver = passingOver;
        this.maxAppendBytes = settings.maxAppendBytes();
        this.aheadBytes = settings.zeroBytes();
        try {
            log = SegmentedLog.open(folder, remotes, settings, committer, background, 0, System.currentTimeMillis());
            hereOffset = SegmentEdges.startHere(log.segments());
        } catch (LogException e) {
            throw Translation.known(e);
        }
    }

    /** How messages call its folder. */
    String name() {
        return name;
    }

    /** What was found missing, or was taken off its end, when it was opened, a line each. */
    List<String> notices() {
        return LogNotices.of(name, log.missing(), log.cuts());
    }

    // ---- writing, by one thread

    /** A write that is on its way to the disk. */
    record Append(PendingWrite<ShardWriter> write, CompletionStage<Appended> stage) {}

    /** The refusal of a batch that no log takes, or null. */
    @Nullable
    StorageException tooLarge(WriteBatch batch) {
        return batch.sizeBytes() <= maxAppendBytes / 2 // the log counts somewhat differently
                ? null
                : new StorageException(
                        Kind.TOO_LARGE,
                        "a batch of about " + batch.sizeBytes() + " bytes; at most " + maxAppendBytes / 2
                                + " can be written together");
    }

    /** How many bytes beyond its own a write may take of the disk at once. */
    int aheadBytes() {
        return aheadBytes;
    }

    Append append(PendingWrite<ShardWriter> write) {
        WriteBatch batch = write.batch();
        List<io.robustmq.journal.storage.record.LogRecord> records =
                new ArrayList<>(batch.records().size() + 1);
        for (LogRecord record : batch.records()) {
            records.add(Translation.toLog(record));
            lastTimestampMillis = record.timestampMillis();
        }
        if (ChangeBytes.changesAnything(batch.changes())) {
            records.add(new io.robustmq.journal.storage.record.LogRecord(
                    CHANGES, lastTimestampMillis, new byte[0], null, List.of(), ChangeBytes.encode(batch.changes())));
        }
        return new Append(write, records.isEmpty() ? nothing() : log.append(records));
    }

    private static CompletionStage<Appended> nothing() {
        return CompletableFuture.completedStage(new Appended(-1, -1));
    }

    /**
     * Writes and syncs what was appended, and settles the outcome of each; returns those that are in the log.
     *
     * @throws StorageException if none is, or it is not known which
     */
    List<Append> commit(List<Append> appends) {
        long next = log.nextOffset();
        while (committer.turn(System.currentTimeMillis())) {
            // there may be more
        }
        List<Append> done = new ArrayList<>(appends.size());
        StorageException refusal = null;
        for (Append append : appends) {
            try {
                Appended appended = append.stage().toCompletableFuture().getNow(null);
                if (appended == null) {
                    throw new StorageException(Kind.FAILED, "the log in " + name + " has left an append unanswered");
                }
                long first = appended.firstOffset() < 0 ? next : appended.firstOffset();
                long end = first + append.write().batch().records().size();
                append.write().written(new Written(first, end));
                next = Math.max(next, appended.nextOffset());
                done.add(append);
                if (refusal != null && appended.firstOffset() >= 0) {
                    throw new StorageException(
                            Kind.FAILED,
                            "the log in " + name + " took a write behind one that it refused; restart",
                            refusal);
                }
            } catch (CompletionException e) {
                StorageException why =
                        e.getCause() instanceof LogException cause ? Translation.known(cause) : failed(e);
                append.write().refused(why);
                if (why.kind() == Kind.FULL) {
                    refusal = why;
                } else if (why.kind() != Kind.TOO_LARGE) { // else it concerns no other
                    throw why;
                }
            }
        }
        if (done.isEmpty() && refusal != null) {
            throw refusal;
        }
        return done;
    }

    /** Has the log do what is due by time, such as an fsync. */
    void turn() {
        committer.turn(System.currentTimeMillis());
        LogException failure = log.failure();
        if (failure != null) {
            throw Translation.known(failure);
        }
    }

    /** Appends records that mean nothing, up to an offset. */
    void fill(long nextOffset) {
        while (log.nextOffset() < nextOffset) {
            int count = (int) Math.min(FILLED_AT_ONCE, nextOffset - log.nextOffset());
            CompletionStage<Appended> stage = log.append(Collections.nCopies(
                    count,
                    new io.robustmq.journal.storage.record.LogRecord(
                            CHANGES, Long.MIN_VALUE, new byte[0], null, List.of(), new byte[0])));
            turn();
            if (!stage.toCompletableFuture().isDone()
                    || stage.toCompletableFuture().isCompletedExceptionally()) {
                throw new StorageException(Kind.FAILED, "the log in " + name + " cannot be written; see to the disk");
            }
        }
    }

    /** Ends the newest segment, if it has records. */
    void roll() {
        log.roll();
        turn();
    }

    // ---- reading

    long startOffset() {
        return log.startOffset();
    }

    long nextOffset() {
        return log.nextOffset();
    }

    long sizeBytes() {
        return log.sizeBytes();
    }

    /** The offset from which on the log is on this disk: reading what is kept below it may have to wait for the tier. */
    long hereOffset() {
        return hereOffset;
    }

    /** @param end nothing at or behind it is handed over */
    RecordPage read(ReadRequest request, long end) {
        long from = Math.max(0, request.fromOffset());
        while (from < end) {
            try {
                return read(request, from, end);
            } catch (LogException e) {
                from = passingOver.behind(name, e);
            }
        }
        return new RecordPage(List.of(), Math.max(request.fromOffset(), end), true);
    }

    private RecordPage read(ReadRequest request, long from, long end) {
        var page = log.read(
                ReadQuery.messages(from, selections.of(request.topics()), request.maxRecords(), request.maxBytes()));
        List<StoredRecord> records = new ArrayList<>(page.records().size());
        for (var stored : page.records()) {
            if (stored.offset() < end) {
                records.add(Translation.fromLog(stored));
            }
        }
        boolean beyond = page.nextOffset() >= end;
        return new RecordPage(records, beyond ? end : page.nextOffset(), beyond || page.atEnd());
    }

    /** Where the answer cannot be read, what lies behind is the answer. */
    OptionalLong offsetAt(long timestampMillis) {
        try {
            return log.offsetAt(timestampMillis, ReadQuery.MESSAGES);
        } catch (LogException e) {
            return OptionalLong.of(passingOver.behind(name, e));
        }
    }

    @Nullable
    StoredRecord last(byte[] key) {
        try {
            var stored = log.last(io.robustmq.journal.storage.record.LogRecord.MESSAGE, key);
            return stored == null ? null : Translation.fromLog(stored);
        } catch (LogException e) {
            throw Translation.known(e);
        }
    }

    /** Takes the changes of batches, in order. */
    interface ChangeReceiver {
        /** @param appliedOffset all changes below it have been handed over with this */
        void receive(List<List<StateChange>> changes, long appliedOffset);
    }

    /** Hands over all changes from an offset on. */
    void replay(long from, ChangeReceiver receiver) {
        long position = from;
        while (position < log.nextOffset()) {
            List<List<StateChange>> changes = new ArrayList<>();
            try {
                var page = log.read(
                        new ReadQuery(position, TopicSelection.ALL, ONLY_CHANGES, REPLAY_RECORDS, REPLAY_BYTES));
                for (var stored : page.records()) {
                    changes.add(ChangeBytes.decode(stored.record().value()));
                }
                position = page.nextOffset();
            } catch (LogException e) {
                throw Translation.known(e);
            }
            receiver.receive(changes, position);
        }
    }

    // ---- moving

    /** Oldest first. */
    List<SegmentInfo> segments() {
        return log.segments();
    }

    /** Holds a sealed segment of this disk; null if there is none of this name. */
    @Nullable
    HeldSegment hold(long baseOffset) {
        return log.hold(baseOffset);
    }

    /**
     * A copy of a segment of this disk is where the locator says: it is read there from now on, and deleted here. False if it
     * is not here any more. Blocks.
     */
    boolean moved(long baseOffset, byte[] locator) throws IOException {
        try {
            return log.moved(baseOffset, locator);
        } catch (LogException e) {
            if (e.getCause() instanceof TierUnavailableException away) {
                throw away;
            }
            throw Translation.known(e);
        } finally {
            hereOffset = SegmentEdges.startHere(log.segments());
        }
    }

    // ---- letting go

    /** As {@link SegmentEdges#beyond}. */
    long beyond(RetentionLimits limits, long nowMillis) {
        return SegmentEdges.beyond(log.segments(), limits, nowMillis);
    }

    /** What the start would be if segments that end at or below an offset went; the newest never goes. */
    long startAfterTrim(long before) {
        return SegmentEdges.startAfterTrim(log.segments(), before);
    }

    /** Drops the segments that end at or below an offset; returns the new start. */
    long trim(long before) {
        try {
            return log.trim(before);
        } catch (LogException e) {
            throw Translation.known(e);
        }
    }

    private StorageException failed(Throwable e) {
        return new StorageException(Kind.FAILED, "the log in " + name + " has failed: " + e.getMessage(), e);
    }

    /** All that was appended is on disk then, unless the log has failed. By the thread that writes, or after it. */
    @Override
    public void close() {
        CompletableFuture<Void> finished = log.finish().toCompletableFuture();
        while (!finished.isDone() && committer.turn(System.currentTimeMillis())) {
            // there may be more
        }
        try {
            log.close();
        } catch (LogException e) {
            throw Translation.known(e);
        }
    }
}
