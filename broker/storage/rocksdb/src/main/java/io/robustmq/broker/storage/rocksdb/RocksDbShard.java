package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.Readers;
import io.robustmq.broker.storage.base.Tails;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One shard of the database. Writes go to the committer, reads to the readers. Thread-safe. */
final class RocksDbShard implements Shard {
    private static final int TAIL_RECORDS = 1_024;
    private static final int TAIL_BYTES = 1 << 20;

    final int index;
    final ShardLog log;
    final StateReader state;
    final Tails tails;
    private final LogReader logReader;
    private final Committer committer;
    private final Readers readers;
    volatile RetentionLimits limits = RetentionLimits.NONE;

    RocksDbShard(int index, Database database, RocksDbSettings settings, Committer committer, Readers readers) {
        this.index = index;
        this.log = new ShardLog(index, database, settings.stretchBytes());
        this.state = new StateReader(index, database);
        this.logReader = new LogReader(index, database, log);
        this.committer = committer;
        this.readers = readers;
        this.tails = new Tails(
                new Tails.Log() {
                    @Override
                    public long nextOffset() {
                        return log.next();
                    }

                    @Override
                    public CompletionStage<RecordPage> read(ReadRequest request) {
                        try {
                            return CompletableFuture.completedStage(logReader.read(request));
                        } catch (RuntimeException e) {
                            return CompletableFuture.failedStage(e);
                        }
                    }
                },
                readers.unbounded(),
                TAIL_RECORDS,
                TAIL_BYTES);
    }

    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        return committer.submit(this, batch);
    }

    @Override
    public long startOffset() {
        return log.start();
    }

    @Override
    public long nextOffset() {
        return log.next();
    }

    @Override
    public long sizeBytes() {
        return log.bytes();
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        return readers.ask(() -> logReader.read(request));
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return tails.from(fromOffset);
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        return readers.ask(() -> logReader.offsetAt(timestampMillis));
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        return readers.ask(() -> logReader.last(key));
    }

    @Override
    public CompletionStage<Long> trim(long before) {
        return readers.ask(() -> {
            committer.drop(this, before);
            return log.start();
        });
    }

    @Override
    public void limit(RetentionLimits given) {
        limits = given;
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return readers.ask(() -> state.get(key));
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        return readers.ask(() -> state.page(request));
    }
}
