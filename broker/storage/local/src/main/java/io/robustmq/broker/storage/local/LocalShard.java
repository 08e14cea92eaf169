package io.robustmq.broker.storage.local;

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

/** One shard: writes go to its writer, reads to the readers of the storage. Thread-safe. */
final class LocalShard implements Shard {
    private static final int TAIL_RECORDS = 1_024;
    private static final int TAIL_BYTES = 1 << 20;

    private final int index;
    private final ShardLog log;
    private final StateStore state;
    private final ShardWriter writer;
    private final Readers readers;
    private final Readers farReaders;
    private final Tails tails;

    /** @param farReaders read what lies elsewhere, so that those of this disk need not wait for a tier that is slow */
    LocalShard(int index, ShardLog log, StateStore state, ShardWriter writer, Readers readers, Readers farReaders) {
        this.index = index;
        this.log = log;
        this.state = state;
        this.writer = writer;
        this.readers = readers;
        this.farReaders = farReaders;
        this.tails = new Tails(
                new Tails.Log() {
                    @Override
                    public long nextOffset() {
                        return writer.nextOffset();
                    }

                    @Override
                    public CompletionStage<RecordPage> read(ReadRequest request) {
                        if (request.fromOffset() < log.hereOffset()) {
                            return LocalShard.this.read(request);
                        }
                        try {
                            return CompletableFuture.completedStage(log.read(request, writer.nextOffset()));
                        } catch (RuntimeException e) {
                            return CompletableFuture.failedStage(e);
                        }
                    }
                },
                readers.unbounded(),
                TAIL_RECORDS,
                TAIL_BYTES);
    }

    void start() {
        writer.start(tails::wake);
    }

    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        return writer.submit(batch);
    }

    @Override
    public long startOffset() {
        return log.startOffset();
    }

    @Override
    public long nextOffset() {
        return writer.nextOffset();
    }

    @Override
    public long sizeBytes() {
        return log.sizeBytes();
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        return from(request.fromOffset()).ask(() -> log.read(request, writer.nextOffset()));
    }

    private Readers from(long offset) {
        return offset < log.hereOffset() ? farReaders : readers;
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return tails.from(fromOffset);
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        return from(0).ask(() -> log.offsetAt(timestampMillis));
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        return from(0).ask(() -> log.last(key));
    }

    @Override
    public CompletionStage<Long> trim(long before) {
        return readers.ask(() -> writer.trim(before));
    }

    @Override
    public void limit(RetentionLimits limits) {
        writer.limit(limits);
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return readers.ask(() -> state.get(index, key));
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        return readers.ask(() -> state.page(index, request));
    }

    void endTails() {
        tails.close();
    }
}
