package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.port.LaneThread;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What others have handed over and this lane has not delivered yet. Filled by any thread; worked off by its own, some
 * {@value #MESSAGES_A_TURN} messages at a time, so that sockets have their turn in between.
 *
 * <p>Nothing is refused here: lanes look at {@link #bytes} and read publishers more slowly when another lane falls behind.
 */
final class Inbox {
    private static final int MESSAGES_A_TURN = 4096;

    private final ConcurrentLinkedQueue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();
    private final LaneThread thread;
    private final Consumer<Delivery> deliver;
    private final Runnable work = this::work;
    private final Runnable workLater = this::workLater;

    /** @param deliver runs on the lane */
    Inbox(LaneThread thread, Consumer<Delivery> deliver) {
        this.thread = thread;
        this.deliver = deliver;
    }

    /** About how many bytes wait; for any thread, a moment old. */
    long bytes() {
        return bytes.get();
    }

    /** Takes something to deliver; on any thread. */
    void add(Delivery delivery) {
        bytes.addAndGet(delivery.bytes());
        deliveries.add(delivery);
        workLater();
    }

    /** Whether nothing waits; on the lane. */
    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    private void workLater() {
        if (due.compareAndSet(false, true)) {
            thread.execute(work);
        }
    }

    private void work() {
        due.set(false);
        int messages = 0;
        @Nullable Delivery delivery;
        while (messages < MESSAGES_A_TURN && (delivery = deliveries.poll()) != null) {
            messages += delivery.size();
            deliver.accept(delivery);
            bytes.addAndGet(-delivery.bytes());
        }
        if (!deliveries.isEmpty()) {
            thread.atEndOfTurn(workLater); // at once would be before sockets have their turn
        }
    }
}
