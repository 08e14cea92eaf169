package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.PageBuilder;
import io.robustmq.broker.storage.base.RecordBytes;
import io.robustmq.broker.storage.base.Selections;
import io.robustmq.broker.storage.base.TopicMerge;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** Reads the log of one shard; blocks. For any number of threads. */
final class LogReader {
    /** What one call does at most, beside the records it hands over. */
    private static final int SCANNED_RECORDS = 4_096;

    private static final int STRETCHES = 256;
    private static final int MERGED_TOPICS = 512;

    private final int shard;
    private final Database database;
    private final ShardLog log;

    LogReader(int shard, Database database, ShardLog log) {
        this.shard = shard;
        this.database = database;
        this.log = log;
    }

    RecordPage read(ReadRequest request) {
        long end = log.next(); // before the start: what is dropped meanwhile is left out, not missed
        long from = Math.max(request.fromOffset(), log.start());
        if (from >= end) {
            return new PageBuilder(request).build(from, true);
        }
        if (request.topics() == TopicSelection.ALL) {
            PageBuilder page = new PageBuilder(request);
            long position = scan(request, page, from, end, SCANNED_RECORDS);
            return page.build(position, position >= end);
        }
        return readTopics(request, from, end);
    }

    private RecordPage readTopics(ReadRequest request, long from, long end) {
        PageBuilder page = new PageBuilder(request);
        long position = from;
        int scans = SCANNED_RECORDS;
        try (RocksIterator iterator = database.iterator(database.topics)) {
            for (int i = 0; i < STRETCHES && position < end && scans > 0; i++) {
                Stretch stretch = log.stretchOf(position);
                if (stretch == null) {
                    return page.build(end, true); // all was dropped meanwhile
                }
                long stretchEnd = Math.min(end, log.endOf(stretch));
                StretchTopics topics = new StretchTopics(iterator, shard, stretch.firstOffset);
                TopicMerge merge = TopicMerge.of(topics, request.topics(), position, MERGED_TOPICS);
                if (merge != null) {
                    position = takeMerged(page, merge, stretchEnd);
                } else {
                    long before = position;
                    position = scan(request, page, position, stretchEnd, scans);
                    scans -= (int) (position - before);
                }
                if (position < stretchEnd) {
                    return page.build(position, false);
                }
            }
        }
        return page.build(position, position >= end);
    }

    /** Returns where to go on: the end, or at the record that does not fit. */
    private long takeMerged(PageBuilder page, TopicMerge merge, long end) {
        for (long offset = merge.peek(); offset < end; offset = merge.peek()) {
            StoredRecord record = at(offset);
            if (record != null && !page.add(offset, record.record())) {
                return offset;
            }
            merge.advance();
        }
        return end;
    }

    /** Returns where to go on: the end, at the record that does not fit, or after so many records. */
    private long scan(ReadRequest request, PageBuilder page, long from, long end, int records) {
        long stop = Math.min(end, from + records);
        try (RocksIterator iterator = database.iterator(database.log)) {
            for (iterator.seek(Keys.offset(shard, from)); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (!Keys.startsWith(key, Keys.shard(shard)) || Keys.offsetOf(key) >= stop) {
                    return stop;
                }
                LogRecord record = RecordBytes.decode(iterator.value());
                long offset = Keys.offsetOf(key);
                if (Selections.wants(request.topics(), record.topic()) && !page.add(offset, record)) {
                    return offset;
                }
            }
            Database.check(iterator);
        }
        return stop;
    }

    /** The record at an offset; null if it is kept no more. */
    private @Nullable StoredRecord at(long offset) {
        byte[] bytes = database.get(database.log, Keys.offset(shard, offset));
        if (bytes != null) {
            return new StoredRecord(offset, RecordBytes.decode(bytes));
        }
        if (offset < log.start()) {
            return null;
        }
        throw new StorageException(
                Kind.FAILED, "the record " + offset + " of shard " + shard + " is missing; the data is damaged");
    }

    @Nullable
    StoredRecord last(byte[] recordKey) {
        byte[] newest = database.get(database.keys, Keys.newest(shard, recordKey));
        return newest == null || Keys.number(newest) < log.start() ? null : at(Keys.number(newest));
    }

    OptionalLong offsetAt(long timestampMillis) {
        long end = log.next();
        long from = log.mayBeAsNew(timestampMillis);
        if (from >= end) {
            return OptionalLong.empty();
        }
        try (RocksIterator blocks = database.iterator(database.times)) {
            for (blocks.seek(Keys.offset(shard, Keys.blockOf(from))); blocks.isValid(); blocks.next()) {
                if (!Keys.startsWith(blocks.key(), Keys.shard(shard))) {
                    break;
                }
                if (Keys.number(blocks.value()) >= timestampMillis) {
                    long block = Keys.offsetOf(blocks.key());
                    long found = offsetIn(
                            Math.max(from, block), Math.min(end, block + Keys.OFFSETS_OF_BLOCK), timestampMillis);
                    if (found >= 0) {
                        return OptionalLong.of(found);
                    }
                }
            }
            Database.check(blocks);
        }
        return OptionalLong.empty();
    }

    private long offsetIn(long from, long end, long timestampMillis) {
        try (RocksIterator iterator = database.iterator(database.log)) {
            for (iterator.seek(Keys.offset(shard, from)); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (!Keys.startsWith(key, Keys.shard(shard)) || Keys.offsetOf(key) >= end) {
                    return -1;
                }
                if (RecordBytes.timestampMillis(iterator.value()) >= timestampMillis) {
                    return Keys.offsetOf(key);
                }
            }
            Database.check(iterator);
        }
        return -1;
    }
}
