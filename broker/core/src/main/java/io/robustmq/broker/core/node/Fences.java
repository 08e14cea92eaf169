package io.robustmq.broker.core.node;

import io.robustmq.broker.core.stored.BrokerFence;
import io.robustmq.broker.core.stored.KeyRange;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fences in storage that brokers share, see {@link BrokerFence}: a broker takes its own, and closes those of brokers that are gone. For
 * any thread; stages fail as storage does.
 */
final class Fences {
    private static final int PAGE_ENTRIES = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    private final Storage storage;

    Fences(Storage storage) {
        this.storage = storage;
    }

    /**
     * Takes a broker's own in every shard.
     *
     * @return false if it is closed for this epoch, or a later one has it: the broker is out of the cluster, though it may not know yet
     */
    CompletionStage<Boolean> take(BrokerFence own) {
        List<CompletableFuture<Boolean>> taken = new ArrayList<>();
        for (int index = 0; index < storage.shards(); index++) { // all at once: clients wait for it
            taken.add(take(storage.shard(index), own).toCompletableFuture());
        }
        return CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new))
                .thenApply(_ -> taken.stream().allMatch(CompletableFuture::join));
    }

    private static CompletionStage<Boolean> take(Shard shard, BrokerFence own) {
        return shard.get(BrokerFence.key(own.nodeId())).thenCompose(value -> {
            BrokerFence there = value == null ? null : BrokerFence.of(value);
            if (own.equals(there)) {
                return CompletableFuture.completedStage(true);
            }
            if (there != null && there.epoch() >= own.epoch()) {
                return CompletableFuture.completedStage(false);
            }
            return change(shard, own, value)
                    .thenCompose(isDone -> isDone ? CompletableFuture.completedStage(true) : take(shard, own));
        });
    }

    /** Closes, in every shard, those that are open and of whom this is known to be over. */
    CompletionStage<Void> close(Predicate<BrokerFence> isOver) {
        List<CompletableFuture<Void>> closed = new ArrayList<>();
        for (int index = 0; index < storage.shards(); index++) { // all at once: clients of who is gone wait for it
            closed.add(close(storage.shard(index), BrokerFence.all(), isOver).toCompletableFuture());
        }
        return CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new));
    }

    /** A page, again as long as one of its entries has changed meanwhile, and then those behind it. */
    private static CompletionStage<Void> close(Shard shard, KeyRange from, Predicate<BrokerFence> isOver) {
        return shard.page(from.page(PAGE_ENTRIES, PAGE_BYTES)).thenCompose(page -> {
            List<CompletableFuture<Boolean>> changes = new ArrayList<>();
            for (StatePage.Entry entry : page.entries()) {
                BrokerFence there = read(entry.value());
                if (there != null && !there.isClosed() && isOver.test(there)) {
                    BrokerFence closed = new BrokerFence(there.nodeId(), there.epoch(), true);
                    changes.add(change(shard, closed, entry.value()).toCompletableFuture());
                }
            }
            return CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new))
                    .thenCompose(_ -> {
                        if (!changes.stream().allMatch(CompletableFuture::join)) {
                            return close(shard, from, isOver);
                        }
                        return page.more() && !page.entries().isEmpty()
                                ? close(
                                        shard,
                                        from.behind(page.entries().getLast().key()),
                                        isOver)
                                : CompletableFuture.completedStage(null);
                    });
        });
    }

    private static @Nullable BrokerFence read(byte[] value) {
        try {
            return BrokerFence.of(value);
        } catch (StoredFormatException _) {
            return null;
        }
    }

    /** Returns whether the key had the value that was read. */
    private static CompletionStage<Boolean> change(Shard shard, BrokerFence to, byte @Nullable [] from) {
        StateChange asRead = new StateChange.Require(BrokerFence.key(to.nodeId()), from);
        return shard.write(WriteBatch.of(asRead, to.put())).handle((_, failure) -> {
            if (failure == null) {
                return true;
            }
            Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure;
            if (cause instanceof StorageException why && why.kind() == StorageException.Kind.CONFLICT) {
                return false;
            }
            throw new CompletionException(cause);
        });
    }
}
