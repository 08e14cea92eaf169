package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.PendingWrite;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
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
    private final Selections selections = new Selections();

    /** The offset below which all that is kept lies elsewhere. */
    private volatile long hereOffset;

    /** Of the record appended last: a record of changes takes it, so that it does not count as newer than it is. */
    private long lastTimestampMillis;

    /**
     * @param folder the log's own, and closed by it
     * @param remotes where segments are that were moved
     * @param background does what the log has to do when a segment is full
     */
    ShardLog(LogFolder folder, RemoteStore remotes, LogSettings settings, Executor background) {
        this.name = folder.name();
        this.maxAppendBytes = settings.maxAppendBytes();
        try {
            log = SegmentedLog.open(folder, remotes, settings, committer, background, 0, System.currentTimeMillis());
            hereOffset = startHere(log.segments());
        } catch (LogException e) {
            throw known(e);
        }
    }

    /** How messages call its folder. */
    String name() {
        return name;
    }

    /** What was taken off its end when it was opened, a line each. */
    List<String> notices() {
        return log.cuts().stream()
                .map(cut ->
                        "%s/%s: %,d bytes behind position %,d were no whole write and are cut off: the broker or the machine went"
                                        .formatted(name, cut.file(), cut.bytes(), cut.position())
                                + " down while they were written, and nobody was told that they are safe")
                .toList();
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
                        Kind.FULL,
                        "a batch of about " + batch.sizeBytes() + " bytes; at most " + maxAppendBytes / 2
                                + " can be written together");
    }

    Append append(PendingWrite<ShardWriter> write) {
        WriteBatch batch = write.batch();
        List<io.robustmq.journal.storage.record.LogRecord> records =
                new ArrayList<>(batch.records().size() + 1);
        for (LogRecord record : batch.records()) {
            records.add(toLog(record));
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
                refusal = e.getCause() instanceof LogException cause ? known(cause) : failed(e);
                if (refusal.kind() != Kind.FULL) {
                    throw refusal;
                }
                append.write().refused(refusal);
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
            throw known(failure);
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
        if (request.fromOffset() >= end) {
            return new RecordPage(List.of(), request.fromOffset(), true);
        }
        try {
            var page = log.read(ReadQuery.messages(
                    Math.max(0, request.fromOffset()),
                    selections.of(request.topics()),
                    request.maxRecords(),
                    request.maxBytes()));
            List<StoredRecord> records = new ArrayList<>(page.records().size());
            for (var stored : page.records()) {
                if (stored.offset() < end) {
                    records.add(fromLog(stored));
                }
            }
            boolean beyond = page.nextOffset() >= end;
            return new RecordPage(records, beyond ? end : page.nextOffset(), beyond || page.atEnd());
        } catch (LogException e) {
            throw known(e);
        }
    }

    OptionalLong offsetAt(long timestampMillis) {
        try {
            return log.offsetAt(timestampMillis, ReadQuery.MESSAGES);
        } catch (LogException e) {
            throw known(e);
        }
    }

    @Nullable
    StoredRecord last(byte[] key) {
        try {
            var stored = log.last(io.robustmq.journal.storage.record.LogRecord.MESSAGE, key);
            return stored == null ? null : fromLog(stored);
        } catch (LogException e) {
            throw known(e);
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
                throw known(e);
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
            throw known(e);
        } finally {
            hereOffset = startHere(log.segments());
        }
    }

    private static long startHere(List<SegmentInfo> segments) {
        long start = 0;
        for (SegmentInfo segment : segments) {
            if (segment.state() != SegmentInfo.State.REMOTE) {
                break;
            }
            start = segment.endOffset();
        }
        return start;
    }

    // ---- letting go

    /**
     * The offset below which segments are beyond the limits, or the start. The newest segment is never beyond the limit by
     * size.
     */
    long beyond(RetentionLimits limits, long nowMillis) {
        long oldestMillis =
                limits.maxAgeMillis() == RetentionLimits.UNLIMITED ? Long.MIN_VALUE : nowMillis - limits.maxAgeMillis();
        List<SegmentInfo> segments = log.segments();
        long bytes = log.sizeBytes();
        for (int i = 0; i < segments.size(); i++) {
            SegmentInfo segment = segments.get(i);
            boolean tooMuch = bytes > limits.maxBytes() && i < segments.size() - 1;
            if (segment.maxTimestampMillis() >= oldestMillis && !tooMuch) {
                return segment.baseOffset();
            }
            bytes -= segment.sizeBytes();
        }
        return segments.getLast().endOffset();
    }

    /** What the start would be if segments that end at or below an offset went; the newest never goes. */
    long startAfterTrim(long before) {
        long start = log.startOffset();
        for (SegmentInfo segment : log.segments()) {
            if (segment.baseOffset() <= before) {
                start = segment.baseOffset();
            }
        }
        return start;
    }

    /** Drops the segments that end at or below an offset; returns the new start. */
    long trim(long before) {
        try {
            return log.trim(before);
        } catch (LogException e) {
            throw known(e);
        }
    }

    // ---- between the two vocabularies

    private static io.robustmq.journal.storage.record.LogRecord toLog(LogRecord record) {
        List<io.robustmq.journal.storage.record.Header> headers = List.of();
        if (!record.headers().isEmpty()) {
            headers = new ArrayList<>(record.headers().size());
            for (Header header : record.headers()) {
                headers.add(new io.robustmq.journal.storage.record.Header(header.name(), header.value()));
            }
        }
        return io.robustmq.journal.storage.record.LogRecord.message(
                record.timestampMillis(), record.topic(), record.key(), headers, record.value());
    }

    private static StoredRecord fromLog(io.robustmq.journal.storage.record.StoredRecord stored) {
        var record = stored.record();
        List<Header> headers = List.of();
        if (!record.headers().isEmpty()) {
            headers = new ArrayList<>(record.headers().size());
            for (var header : record.headers()) {
                headers.add(new Header(header.name(), header.value()));
            }
        }
        return new StoredRecord(
                stored.offset(),
                new LogRecord(record.timestampMillis(), record.topic(), record.key(), headers, record.value()));
    }

    private static StorageException known(LogException e) {
        String message = String.valueOf(e.getMessage());
        if (e.getCause() instanceof TierUnavailableException away) {
            return new StorageException(Kind.UNAVAILABLE, String.valueOf(away.getMessage()), e);
        }
        return switch (e.kind()) {
            case FULL, TOO_LARGE -> new StorageException(Kind.FULL, message, e);
            case CLOSED -> new StorageException(Kind.CLOSED, message, e);
            case CORRUPT ->
                new StorageException(Kind.FAILED, message + "; restore the folder, or begin anew with an empty one", e);
            case FAILED ->
                new StorageException(Kind.FAILED, message + "; see to the disk (room, rights, health) and restart", e);
        };
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
            throw known(e);
        }
    }
}
