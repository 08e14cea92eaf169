package io.robustmq.broker.server.placement;

import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.centre.ImageReads;
import io.robustmq.placement.service.centre.PlacementCentre;
import io.robustmq.placement.service.centre.SteadyClock;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.embedded.NotWrittenException;
import io.robustmq.placement.state.embedded.RulesFailedException;
import io.robustmq.placement.state.embedded.TooManyWaitException;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A broker's own placement as the services see it. */
final class StandaloneCentre implements PlacementCentre, StateListener {

    /** For callers without a deadline that ask for a revision still to come. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final StandalonePlacement placement;
    private final SteadyClock clock = SteadyClock.ofMachine();
    private final ImageReads reads;

    StandaloneCentre(StandalonePlacement placement) {
        this.placement = placement;
        // What is answered is in the image before: there is nobody to ask.
        this.reads = new ImageReads(() -> CompletableFuture.completedFuture(null), placement::image, LONGEST_WAIT);
    }

    @Override
    public CompletableFuture<Reply> submit(Command command) {
        BrokerChecks.check(command);
        return placement.submit(command, clock.millis()).toCompletableFuture().handle((decision, failed) -> {
            if (failed != null) {
                throw fault(failed);
            }
            return switch (decision) {
                case Decision.Accepted accepted -> accepted.reply();
                case Decision.Unchanged unchanged -> unchanged.reply();
                case Decision.Refused refused -> throw Fault.of(refused.refusal());
            };
        });
    }

    private static RuntimeException fault(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        return switch (cause) {
            case Fault known -> known;
            case NotWrittenException full ->
                Fault.of(
                        Reason.OVERLOADED,
                        "storage takes nothing now: " + full.getMessage(),
                        "nothing was done; try later");
            case TooManyWaitException busy ->
                Fault.of(Reason.OVERLOADED, String.valueOf(busy.getMessage()), "nothing was done; try later");
            case RulesFailedException defect -> defect;
            case NotInForceException stored ->
                stored.isStopping()
                        ? Fault.of(
                                Reason.SHUTTING_DOWN,
                                String.valueOf(stored.getMessage()),
                                "it is in force when the broker is back")
                        : Fault.of(
                                Reason.OUTCOME_UNKNOWN,
                                String.valueOf(stored.getMessage()),
                                "send it again with the same idempotency key: then that is tried again; the broker's log"
                                        + " says more");
            default ->
                Fault.of(
                        Reason.OUTCOME_UNKNOWN,
                        "the write failed, or what hears of it did: " + cause.getMessage(),
                        "send it again with the same idempotency key");
        };
    }

    @Override
    public CompletableFuture<ClusterImage> read(ReadOptions options) {
        return reads.read(options);
    }

    @Override
    public void onApplied(List<RecordBatch> batches, ClusterImage image) {
        reads.onRevision(image.revision());
    }

    @Override
    public void onReplaced(ClusterImage image) {
        reads.onRevision(image.revision());
    }
}
