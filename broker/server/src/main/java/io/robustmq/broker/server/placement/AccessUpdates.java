package io.robustmq.broker.server.placement;

import io.robustmq.broker.server.access.Access;
import io.robustmq.placement.service.centre.RevisionWaits;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes of the placement into force, on a thread of its own that exists while there is something to do: sorting many rules
 * takes its time. What comes meanwhile is put into force at once.
 */
final class AccessUpdates implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final Access access;
    private final KeptUsers.Learned learned = new KeptUsers.Learned();
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
    private KeptView view;

    /** @param batch what led to the image; null if it is another one altogether */
    private record Change(ClusterImage image, @Nullable RecordBatch batch) {}

    /** What the image says is in force when this returns. */
    AccessUpdates(Access access, ClusterImage image) {
        this.access = access;
        this.view = new KeptView(image, learned);
        thread.allowCoreThreadTimeOut(true);
        access.use(view.kept());
        waits.onRevision(image.revision());
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
        boolean any = false;
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            any = true;
            if (change.batch() == null) {
                view = new KeptView(change.image(), learned);
            } else {
                view.change(change.image(), change.batch());
            }
        }
        if (any) {
            access.use(view.kept());
            waits.onRevision(view.image().revision());
        }
    }

    /** Completes when what the revision wrote is in force. */
    CompletableFuture<Void> inForce(long revision) {
        return waits.until(revision);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
