package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A write that waits for its group to be committed.
 *
 * <p>Its outcome is settled by the medium, once, with {@link #written} or {@link #refused}; its stage completes after the
 * whole group is safe. Confined to the thread that commits, but for what never changes.
 *
 * @param <S> the adapter's shard
 */
public final class PendingWrite<S> {
    private final S shard;
    private final WriteBatch batch;
    private final int sizeBytes;
    private final CompletableFuture<Written> stage = new CompletableFuture<>();
    private @Nullable Written written;
    private @Nullable StorageException refused;

    PendingWrite(S shard, WriteBatch batch) {
        this.shard = shard;
        this.batch = batch;
        this.sizeBytes = batch.sizeBytes();
    }

    public S shard() {
        return shard;
    }

    public WriteBatch batch() {
        return batch;
    }

    public int sizeBytes() {
        return sizeBytes;
    }

    /** It is part of what is being committed. */
    public void written(Written result) {
        written = result;
    }

    /** It is left out of what is being committed. */
    public void refused(StorageException why) {
        refused = why;
    }

    /** Why it is left out although it may go later, or null. */
    @Nullable
    StorageException refusedForNow() {
        return refused != null && refused.kind().mayPass() ? refused : null;
    }

    CompletionStage<Written> stage() {
        return stage;
    }

    void complete() {
        if (refused != null) {
            stage.completeExceptionally(refused);
        } else if (written != null) {
            stage.complete(written);
        } else {
            stage.completeExceptionally(new StorageException(
                    StorageException.Kind.FAILED,
                    "a write was left without an outcome; this is a fault of the adapter"));
        }
    }

    void fail(StorageException why) {
        stage.completeExceptionally(why);
    }
}
