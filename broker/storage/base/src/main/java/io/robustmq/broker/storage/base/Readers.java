package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read from a medium that blocks, and the bounded queue before them: one question more than it takes is
 * answered {@link Kind#FULL}. Thread-safe.
 */
public final class Readers implements AutoCloseable {
    /** Put into the queue when no more comes: tells each thread to go. */
    private static final class End implements Runnable {
        @Override
        public void run() {}
    }

    private final LinkedBlockingQueue<Runnable> questions = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int limit;
    private boolean closed;

    /**
     * @param threads 1 or more
     * @param limit how many questions wait at most
     */
    public Readers(String name, int threads, int limit) {
        this.limit = limit;
        for (int i = 0; i < threads; i++) {
            this.threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).unstarted(this::run));
        }
        this.threads.forEach(Thread::start);
    }

    /** Has the question answered by one of the threads. */
    public <T extends @Nullable Object> CompletionStage<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        StorageException refusal = offer(
                () -> {
                    try {
                        answer.complete(question.call());
                    } catch (StorageException e) {
                        answer.completeExceptionally(e);
                    } catch (Throwable e) {
                        answer.completeExceptionally(
                                new StorageException(Kind.FAILED, "reading failed: " + e.getMessage(), e));
                    }
                },
                limit);
        if (refusal != null) {
            answer.completeExceptionally(refusal);
        }
        return answer;
    }

    /**
     * For work of which there is a bounded amount anyway, such as one step of each tail: not bounded here, and rejected only
     * when the readers are closed.
     */
    public Executor unbounded() {
        return work -> {
            StorageException refusal = offer(work, Integer.MAX_VALUE);
            if (refusal != null) {
                throw new RejectedExecutionException(refusal);
            }
        };
    }

    private synchronized @Nullable StorageException offer(Runnable work, int limit) {
        if (closed) {
            return new StorageException(Kind.CLOSED, "the storage is closed");
        }
        if (questions.size() >= limit) {
            return new StorageException(
                    Kind.FULL, questions.size() + " reads wait for the storage; try again later, or raise queue_reads");
        }
        questions.add(work);
        return null;
    }

    private void run() {
        while (true) {
            Runnable work;
            try {
                work = questions.take();
            } catch (InterruptedException e) {
                continue; // nobody has a reason to
            }
            if (work instanceof End) {
                questions.add(work);
                return;
            }
            try {
                work.run();
            } catch (RuntimeException e) {
                // What is hung on a stage, or a subscriber, has thrown: its own affair.
                Thread.UncaughtExceptionHandler handler = Thread.currentThread().getUncaughtExceptionHandler();
                handler.uncaughtException(Thread.currentThread(), e);
            }
        }
    }

    /** Answers what waits, then ends. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                questions.add(new End());
            }
        }
        threads.forEach(Threads::join);
    }
}
