package io.robustmq.broker.server.placement;

import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.server.access.RememberingUsers;
import io.robustmq.placement.service.centre.RevisionWaits;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes of the placement into force, on a thread of its own that exists while there is something to do: sorting many rules
 * takes its time. What comes meanwhile is put into force at once.
 *
 * <p>Where that fails, what was in force before stays, whoever waits is told, and it is tried again with the next change and
 * with the next one who asks for what is missing.
 */
final class AccessUpdates implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AccessUpdates.class);
    private static final long IDLE_SECONDS = 30;

    private final Access access;
    private final RememberingUsers.Learned learned = new RememberingUsers.Learned();
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final RevisionWaits waits = new RevisionWaits();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("robustmq-placement").factory(),
            new ThreadPoolExecutor.DiscardPolicy()); // once it is closed
    private ClusterImage latest; // of the thread alone
    private @Nullable KeptView view; // of the thread alone; null after a fault: who knows how far it came
    private volatile boolean isBehind;

    /** @param batch what led to the image; null if it is another one altogether */
    private record Change(ClusterImage image, @Nullable RecordBatch batch) {}

    /** What the image says is in force when this returns. */
    AccessUpdates(Access access, ClusterImage image) {
        this.access = access;
        this.latest = image;
        thread.allowCoreThreadTimeOut(true);
        use(new KeptView(image, learned));
    }

    /** The state has changed. By one thread at a time, in order. */
    void changed(ClusterImage image, RecordBatch batch) {
        add(new Change(image, batch));
    }

    /** The state was read anew. As {@link #changed}. */
    void replaced(ClusterImage image) {
        add(new Change(image, null));
    }

    private void add(Change change) {
        changes.add(change);
        thread.execute(this::putIntoForce);
    }

    private void putIntoForce() {
        boolean any = isBehind;
        try {
            for (Change change = changes.poll(); change != null; change = changes.poll()) {
                any = true;
                take(change);
            }
            if (any) {
                use(view == null ? new KeptView(latest, learned) : view);
            }
        } catch (RuntimeException | Error fault) {
            view = null;
            isBehind = true; // before those who wait are told: who asks from now on has it tried again
            LOG.errorf(
                    fault,
                    "users and rules of revision %d could not be put into force; those from before stay",
                    latest.revision());
            waits.fail(latest.revision(), NotInForceException.because(fault));
        }
    }

    private void take(Change change) {
        latest = change.image();
        if (change.batch() == null) {
            view = new KeptView(latest, learned);
        } else if (view != null) {
            view.change(latest, change.batch());
        }
    }

    private void use(KeptView current) {
        access.use(current.kept());
        view = current;
        isBehind = false;
        waits.onRevision(current.image().revision());
    }

    /** Completes when what the revision wrote is in force; fails with a {@link NotInForceException} when it cannot be. */
    CompletableFuture<Void> inForce(long revision) {
        CompletableFuture<Void> wait = waits.until(revision);
        if (isBehind && !wait.isDone()) {
            thread.execute(this::putIntoForce);
        }
        if (thread.isShutdown()) {
            failAll();
        }
        return wait;
    }

    private void failAll() {
        waits.fail(Long.MAX_VALUE, NotInForceException.stopping());
    }

    /** Whoever waits still is told so. */
    @Override
    public void close() {
        thread.shutdownNow();
        failAll();
    }
}
