package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.port.LaneThread;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What other lanes have handed over and this lane has not delivered yet. Filled by any lane; worked off by its own, some
 * {@value #MESSAGES_A_TURN} messages at a time, so that sockets have their turn in between.
 *
 * <p>Nothing is refused here: lanes look at {@link #bytes} and read publishers more slowly when another lane falls behind.
 */
final class Inbox {
    private static final int MESSAGES_A_TURN = 4096;

    private final ConcurrentLinkedQueue<Batch> batches = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();
    private final LaneThread thread;
    private final Consumer<Batch> deliver;
    private final Runnable work = this::work;

    /** @param deliver runs on the lane */
    Inbox(LaneThread thread, Consumer<Batch> deliver) {
        this.thread = thread;
        this.deliver = deliver;
    }

    /** About how many bytes wait; for any thread, a moment old. */
    long bytes() {
        return bytes.get();
    }

    /** Takes a batch from another lane; on any thread. */
    void add(Batch batch) {
        bytes.addAndGet(batch.bytes);
        batches.add(batch);
        workLater();
    }

    private void workLater() {
        if (due.compareAndSet(false, true)) {
            thread.execute(work);
        }
    }

    private void work() {
        due.set(false);
        int messages = 0;
        @Nullable Batch batch;
        while (messages < MESSAGES_A_TURN && (batch = batches.poll()) != null) {
            messages += batch.size;
            deliver.accept(batch);
            bytes.addAndGet(-batch.bytes);
        }
        if (!batches.isEmpty()) {
            workLater();
        }
    }
}
