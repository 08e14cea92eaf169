package io.robustmq.placement.service.centre;

import io.robustmq.placement.api.v1.Consistency;
import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.convert.Fields;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.image.ClusterImage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The state, as fresh as a caller asks for. */
public final class ImageReads {

    private final Supplier<CompletableFuture<Void>> barrier;
    private final Supplier<ClusterImage> image;
    private final Duration longest;
    private final RevisionWaits waits = new RevisionWaits();

    /**
     * @param barrier completes when all that was acknowledged before is in the image
     * @param image the latest
     * @param longest how long a caller without a deadline waits for a revision
     */
    public ImageReads(Supplier<CompletableFuture<Void>> barrier, Supplier<ClusterImage> image, Duration longest) {
        this.barrier = barrier;
        this.image = image;
        this.longest = longest;
    }

    /** The image has come so far. By the thread that applies. */
    public void onRevision(long revision) {
        waits.onRevision(revision);
    }

    /** Fails with a {@link Fault} for options that make no sense, with what the barrier failed with, and when time is up. */
    public CompletableFuture<ClusterImage> read(ReadOptions options) {
        long revision = Fields.large(options.getMinRevision(), "options.min_revision");
        Duration patience = Patience.of(longest);
        CompletableFuture<Void> fresh =
                switch (options.getConsistency()) {
                    case CONSISTENCY_LINEARIZABLE -> barrier.get();
                    case CONSISTENCY_STALE -> CompletableFuture.completedFuture(null);
                    case UNRECOGNIZED ->
                        CompletableFuture.failedFuture(Fault.field(
                                Reason.INVALID_FIELD,
                                "options.consistency",
                                "is " + options.getConsistencyValue(),
                                "one of "
                                        + List.of(
                                                Consistency.CONSISTENCY_LINEARIZABLE, Consistency.CONSISTENCY_STALE)));
                };
        return fresh.thenCompose(ready -> waits.until(revision)
                        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionallyCompose(fault -> CompletableFuture.failedFuture(
                                fault instanceof TimeoutException ? late(revision) : fault)))
                .thenApply(ready -> image.get());
    }

    private static Throwable late(long revision) {
        return Fault.field(
                Reason.NOT_REACHED,
                "options.min_revision",
                "revision " + revision + " was not applied here in time",
                "ask again, or the leader; if it never comes, the revision is of another cluster, or of before a restore");
    }
}
