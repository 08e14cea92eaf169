package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.tier.TierUnavailableException;
import io.robustmq.journal.storage.LogException;
import java.util.ArrayList;
import java.util.List;

/** Between the words of the storage layer and those of the segmented log. */
final class Translation {
    private Translation() {}

    static io.robustmq.journal.storage.record.LogRecord toLog(LogRecord record) {
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

    static StoredRecord fromLog(io.robustmq.journal.storage.record.StoredRecord stored) {
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

    static StorageException known(LogException e) {
        String message = String.valueOf(e.getMessage());
        if (e.getCause() instanceof TierUnavailableException away) {
            boolean isClosed = away.getCause() instanceof StorageException why && why.kind() == Kind.CLOSED;
            return new StorageException(
                    isClosed ? Kind.CLOSED : Kind.UNAVAILABLE, String.valueOf(away.getMessage()), e);
        }
        return switch (e.kind()) {
            case FULL -> new StorageException(Kind.FULL, message, e);
            case TOO_LARGE -> new StorageException(Kind.TOO_LARGE, message, e);
            case CLOSED -> new StorageException(Kind.CLOSED, message, e);
            case CORRUPT ->
                new StorageException(Kind.FAILED, message + "; restore the folder, or begin anew with an empty one", e);
            case FAILED ->
                new StorageException(Kind.FAILED, message + "; see to the disk (room, rights, health) and restart", e);
        };
    }
}
