package io.robustmq.broker.server.storage;

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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A shard whose writes and reads are told to the storage it belongs to. */
final class MeasuredShard implements Shard {
    private final Shard shard;
    private final MeasuredStorage storage;
    private final WritePulse pulse = new WritePulse();

    MeasuredShard(Shard shard, MeasuredStorage storage) {
        this.shard = shard;
        this.storage = storage;
    }

    /** Gives the adapter's own stage back, so that completions stay in the adapter's order. */
    @Override
    public CompletionStage<Written> write(WriteBatch batch) {
        long submittedNanos = System.nanoTime();
        pulse.submitted(submittedNanos);
        CompletionStage<Written> stage = shard.write(batch);
        var unused = stage.whenComplete((_, failure) -> {
            long nowNanos = System.nanoTime();
            pulse.answered(nowNanos);
            if (failure == null) {
                storage.onWritten(nowNanos - submittedNanos);
            } else {
                storage.onWriteFailed(failure);
            }
        });
        return stage;
    }

    /** For how long writes have been waiting without an answer to any; 0 if none waits. */
    long stalledNanos() {
        return pulse.stalledNanos(System.nanoTime());
    }

    @Override
    public CompletionStage<RecordPage> read(ReadRequest request) {
        CompletionStage<RecordPage> stage = shard.read(request);
        var unused = stage.whenComplete((_, failure) -> {
            if (failure == null) {
                storage.onRead();
            } else {
                storage.onReadFailed(failure);
            }
        });
        return stage;
    }

    @Override
    public long startOffset() {
        return shard.startOffset();
    }

    @Override
    public long nextOffset() {
        return shard.nextOffset();
    }

    @Override
    public long sizeBytes() {
        return shard.sizeBytes();
    }

    @Override
    public Flow.Publisher<RecordPage> tail(long fromOffset) {
        return shard.tail(fromOffset);
    }

    @Override
    public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
        return shard.offsetAt(timestampMillis);
    }

    @Override
    public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
        return shard.last(key);
    }

    @Override
    public CompletionStage<Long> trim(long before) {
        return shard.trim(before);
    }

    @Override
    public void limit(RetentionLimits limits) {
        shard.limit(limits);
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return shard.get(key);
    }

    @Override
    public CompletionStage<StatePage> page(PageRequest request) {
        return shard.page(request);
    }
}
