package io.robustmq.broker.server.placement;

import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.embedded.EmbeddedPlacement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The placement of a broker on its own: what a placement centre decides and keeps in a cluster, decided in this process and kept in
 * the broker's own storage. Thread-safe; has no thread but the one that puts users and rules into force.
 *
 * <pre>
 *   submit ──► EmbeddedPlacement: decide ──► ShardEntryStore: durable ──► in force in {@link Access} ──► answered
 *                                                                    └──► told to watchers
 * </pre>
 *
 * <p>After a write of which nobody knows whether it happened, the next command has the state read anew and goes on from there.
 */
public final class StandalonePlacement implements AutoCloseable {
    private final ShardEntryStore store;
    private final @Nullable AccessUpdates updates;
    private volatile EmbeddedPlacement placement;
    private @Nullable CompletableFuture<EmbeddedPlacement> reopening;
    private @Nullable StateListener follower;

    private StandalonePlacement(ShardEntryStore store, @Nullable Access access) {
        this.store = store;
        this.placement = open(store).join();
        if (!placement.image().isFormed()) {
            String id = UUID.randomUUID().toString();
            placement
                    .submit(new Command.FormCluster(id, id), System.currentTimeMillis())
                    .toCompletableFuture()
                    .join();
        }
        this.updates = access == null ? null : new AccessUpdates(access, placement.image());
    }

    /**
     * Reads what the shard holds, begins it if that is nothing, and puts its users and rules into force. Waits for storage.
     *
     * @param access null if users and rules do not count
     * @throws java.util.concurrent.CompletionException with what storage failed with, or a {@link
     *     io.robustmq.placement.state.format.FormatException} if what it holds is damaged or of a newer version
     */
    public static StandalonePlacement open(Shard shard, @Nullable Access access) {
        return new StandalonePlacement(new ShardEntryStore(shard), access);
    }

    /** Whether a shard holds what {@link #open} would read. */
    public static CompletionStage<Boolean> isIn(Shard shard) {
        return new ShardEntryStore(shard).isEmpty().thenApply(empty -> !empty);
    }

    private CompletableFuture<EmbeddedPlacement> open(ShardEntryStore from) {
        return EmbeddedPlacement.open(from, this::changed).toCompletableFuture();
    }

    private synchronized void changed(ClusterImage image, RecordBatch batch) {
        if (updates != null) {
            updates.changed(image, batch);
        }
        if (follower != null) {
            follower.onApplied(List.of(batch), image);
        }
    }

    private synchronized EmbeddedPlacement replaced(EmbeddedPlacement fresh) {
        if (updates != null) {
            updates.replaced(fresh.image());
        }
        if (follower != null) {
            follower.onReplaced(fresh.image());
        }
        placement = fresh;
        reopening = null;
        return fresh;
    }

    /** Tells of the state as it is, and of each change from then on. */
    synchronized void follow(StateListener listener) {
        listener.onReplaced(placement.image());
        follower = listener;
    }

    /** Tells nobody any more. */
    synchronized void unfollow() {
        follower = null;
    }

    /** What is durable. */
    public ClusterImage image() {
        return placement.image();
    }

    /**
     * Decides a command, makes what it does durable and puts it into force.
     *
     * @param nowMillis wall clock
     * @return fails as {@link EmbeddedPlacement#submit} does, or with a {@link io.robustmq.placement.service.fault.Fault} if it is
     *     durable and could not be put into force
     */
    public CompletionStage<Decision> submit(Command command, long nowMillis) {
        return usable().thenCompose(current -> current.submit(command, nowMillis))
                .thenCompose(decision -> inForce(decision).thenApply(done -> decision));
    }

    /** What was done before may be known again since a moment ago, after the state was read anew: so that is waited for, too. */
    private CompletableFuture<Void> inForce(Decision decision) {
        if (updates == null) {
            return CompletableFuture.completedFuture(null);
        }
        return switch (decision) {
            case Decision.Accepted accepted -> updates.inForce(accepted.batch().revision());
            case Decision.Unchanged unchanged ->
                updates.inForce(unchanged.reply().revision());
            case Decision.Refused _ -> CompletableFuture.completedFuture(null);
        };
    }

    private CompletionStage<EmbeddedPlacement> usable() {
        EmbeddedPlacement current = placement;
        return current.failure() == null ? CompletableFuture.completedFuture(current) : reopened(current);
    }

    private synchronized CompletionStage<EmbeddedPlacement> reopened(EmbeddedPlacement failed) {
        if (placement != failed) {
            return CompletableFuture.completedFuture(placement);
        }
        CompletableFuture<EmbeddedPlacement> underWay = reopening;
        if (underWay == null || underWay.isCompletedExceptionally()) {
            underWay = open(store).thenApply(this::replaced);
            reopening = placement == failed ? underWay : null;
        }
        return underWay;
    }

    @Override
    public void close() {
        if (updates != null) {
            updates.close();
        }
    }
}
