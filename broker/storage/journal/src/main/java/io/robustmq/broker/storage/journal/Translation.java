package io.robustmq.broker.storage.journal;

import com.google.protobuf.UnsafeByteOperations;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.Header;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.TopicRange;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.client.JournalException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the storage layer says, in the journal's words, and back. Arrays are shared, not copied: nobody changes them. */
final class Translation {
    private Translation() {}

    static Write toJournal(WriteBatch batch) {
        Write.Builder write = Write.newBuilder();
        batch.records().forEach(record -> write.addRecords(toJournal(record)));
        batch.changes().forEach(change -> write.addChanges(toJournal(change)));
        return write.build();
    }

    private static Record toJournal(LogRecord from) {
        Record.Builder record = Record.newBuilder()
                .setTimestampMillis(from.timestampMillis())
                .setTopic(UnsafeByteOperations.unsafeWrap(from.topic()))
                .setValue(UnsafeByteOperations.unsafeWrap(from.value()));
        byte[] key = from.key();
        if (key != null) {
            record.setKey(UnsafeByteOperations.unsafeWrap(key));
        }
        from.headers()
                .forEach(header -> record.addHeaders(Header.newBuilder()
                        .setName(header.name())
                        .setValue(UnsafeByteOperations.unsafeWrap(header.value()))));
        return record.build();
    }

    private static Change toJournal(StateChange from) {
        Change.Builder change = Change.newBuilder();
        switch (from) {
            case StateChange.Put put ->
                change.setPut(Change.Put.newBuilder()
                        .setKey(UnsafeByteOperations.unsafeWrap(put.key()))
                        .setValue(UnsafeByteOperations.unsafeWrap(put.value())));
            case StateChange.Delete delete ->
                change.setDelete(Change.Delete.newBuilder().setKey(UnsafeByteOperations.unsafeWrap(delete.key())));
            case StateChange.DeleteRange range ->
                change.setDeleteRange(Change.DeleteRange.newBuilder()
                        .setFrom(UnsafeByteOperations.unsafeWrap(range.from()))
                        .setTo(UnsafeByteOperations.unsafeWrap(range.to())));
            case StateChange.Require require -> {
                Change.Require.Builder wanted =
                        Change.Require.newBuilder().setKey(UnsafeByteOperations.unsafeWrap(require.key()));
                byte[] value = require.value();
                if (value != null) {
                    wanted.setValue(UnsafeByteOperations.unsafeWrap(value));
                }
                change.setRequire(wanted);
            }
        }
        return change.build();
    }

    static List<TopicRange> toJournal(TopicSelection selection) {
        List<TopicRange> ranges = new ArrayList<>();
        for (TopicSelection.Range range : selection.ranges()) {
            ranges.add(TopicRange.newBuilder()
                    .setFirst(UnsafeByteOperations.unsafeWrap(range.first()))
                    .setLast(UnsafeByteOperations.unsafeWrap(range.last()))
                    .build());
        }
        return ranges;
    }

    static StoredRecord fromJournal(io.robustmq.journal.api.v1.StoredRecord stored) {
        Record from = stored.getRecord();
        List<LogRecord.Header> headers = new ArrayList<>(from.getHeadersCount());
        from.getHeadersList()
                .forEach(header -> headers.add(
                        new LogRecord.Header(header.getName(), header.getValue().toByteArray())));
        return new StoredRecord(
                stored.getOffset(),
                new LogRecord(
                        from.getTimestampMillis(),
                        from.getTopic().toByteArray(),
                        from.hasKey() ? from.getKey().toByteArray() : null,
                        headers,
                        from.getValue().toByteArray()));
    }

    /** A failure of the client, as the storage layer names it. */
    static StorageException failure(@Nullable Throwable failure) {
        Throwable cause = StorageFailures.unwrapped(failure);
        if (!(cause instanceof JournalException journal)) {
            return StorageFailures.of(cause);
        }
        Reason reason = journal.reason();
        Kind kind =
                switch (reason) {
                    case SHUTTING_DOWN,
                            NOT_LEADER,
                            NO_QUORUM,
                            OUTCOME_UNKNOWN,
                            OUT_OF_SEQUENCE,
                            OVERLOADED,
                            DISK_FULL,
                            UNKNOWN_SHARD -> Kind.UNAVAILABLE;
                    case TOO_LARGE -> Kind.TOO_LARGE;
                    case INVALID_FIELD, STORAGE_FAILED, REASON_UNSPECIFIED, UNRECOGNIZED -> Kind.FAILED;
                };
        return new StorageException(kind, "The journal: " + StorageFailures.says(journal), journal);
    }
}
