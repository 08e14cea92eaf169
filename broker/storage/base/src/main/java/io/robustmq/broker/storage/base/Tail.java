package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber of a log.
 *
 * <p>At any time it is resting (no demand, or waiting for records), or one step is on its way: queued, reading, or handing
 * over. Only the step calls the subscriber, so these calls never overlap. Thread-safe.
 */
final class Tail implements Flow.Subscription {
    private final Tails tails;
    private final Flow.Subscriber<? super RecordPage> subscriber;

    // Guarded by this
    private long demand;
    private boolean stepping = true; // until onSubscribe is done
    private boolean scheduledAgain;
    private boolean finished;
    private @Nullable Throwable error;

    /** All below has been handed over. Written by the step alone. */
    private volatile long position;

    Tail(Tails tails, Flow.Subscriber<? super RecordPage> subscriber, long position) {
        this.tails = tails;
        this.subscriber = subscriber;
        this.position = position;
    }

    @Override
    public void request(long pages) {
        synchronized (this) {
            if (pages <= 0) {
                error = new IllegalArgumentException("requested " + pages + " pages; 1 or more are allowed");
            } else {
                demand = demand + pages < 0 ? Long.MAX_VALUE : demand + pages;
            }
        }
        schedule();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            finished = true;
        }
        tails.forget(this);
    }

    long position() {
        return position;
    }

    void begin() {
        next();
    }

    /** Sees to it that a step comes after now. */
    void schedule() {
        synchronized (this) {
            if (stepping) {
                scheduledAgain = true;
                return;
            }
            stepping = true;
        }
        next();
    }

    /** Has the step done by the executor; if that is gone, the tail ends here, where nobody else is in a step. */
    private void next() {
        try {
            tails.execute(this::step);
        } catch (RejectedExecutionException e) {
            end();
        }
    }

    private void step() {
        if (!mayRead()) {
            return;
        }
        if (tails.awaitsMore(this, position)) {
            rest();
            return;
        }
        tails.read(position).whenComplete((page, failure) -> {
            if (failure == null) {
                handOver(page);
            } else {
                fail(failure);
            }
            next();
        });
    }

    /** Whether the step has something to do; if not, it is over. */
    private boolean mayRead() {
        Throwable end;
        synchronized (this) {
            scheduledAgain = false;
            if (tails.isClosed() && error == null) {
                error = tails.closedError();
            }
            if (!finished && error == null && demand > 0) {
                return true;
            }
            stepping = false;
            if (finished || error == null) {
                return false;
            }
            end = error;
            finished = true;
        }
        tails.forget(this);
        subscriber.onError(end);
        return false;
    }

    private void rest() {
        synchronized (this) {
            stepping = false;
            if (!scheduledAgain) {
                return;
            }
        }
        schedule();
    }

    private void handOver(RecordPage page) {
        position = Math.max(position, page.nextOffset());
        if (page.records().isEmpty()) {
            return;
        }
        synchronized (this) {
            if (finished) {
                return;
            }
            demand--;
        }
        try {
            subscriber.onNext(page);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private synchronized void fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        error = cause instanceof StorageException
                ? cause
                : new StorageException(Kind.FAILED, "a tail has failed: " + cause.getMessage(), cause);
    }

    private void end() {
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
        }
        tails.forget(this);
        subscriber.onError(tails.closedError());
    }
}
