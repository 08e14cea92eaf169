package io.robustmq.broker.storage.mysql.write;

import io.robustmq.broker.storage.mysql.rows.ShardRow;
import io.robustmq.broker.storage.spi.LogRecord;
import java.util.List;

/**
 * Where a shard stands, as last committed.
 *
 * @param latestMillis the greatest time stamp ever written
 */
public record Position(long startOffset, long nextOffset, long sizeBytes, long latestMillis) {

    public static Position of(ShardRow row) {
        return new Position(row.startOffset, row.nextOffset, row.sizeBytes, row.latestMillis);
    }

    Position after(List<LogRecord> records) {
        long bytes = sizeBytes;
        long latest = latestMillis;
        for (LogRecord record : records) {
            bytes += record.sizeBytes();
            latest = Math.max(latest, record.timestampMillis());
        }
        return new Position(startOffset, nextOffset + records.size(), bytes, latest);
    }

    Position startingAt(long offset) {
        return new Position(offset, nextOffset, sizeBytes, latestMillis);
    }

    Position lessBytes(long bytes) {
        return new Position(startOffset, nextOffset, Math.max(0, sizeBytes - bytes), latestMillis);
    }
}
