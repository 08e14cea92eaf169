package io.robustmq.broker.server.cluster;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One stream to another broker, opened again whenever it breaks, until it is closed.
 *
 * <pre>
 *                open          first answer
 *   parted ─────────► greeting ────────────► welcome ──► closed
 *     ▲                  │                       │
 *     └──────────────────┴───────────────────────┘  broken: again after a while
 * </pre>
 *
 * What is to be sent is written by {@link #fill}, by one thread at a time, as long as the stream takes it.
 *
 * @param <Q> what is sent
 * @param <A> what is answered
 */
abstract class PeerStream<Q, A> {
    private static final Logger LOG = Logger.getLogger(PeerStream.class);
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final ClusterCounters counters;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Runnable work = this::work;

    /** Of the stream at hand; null while parted. */
    private @Nullable Answers current;

    private boolean welcome;

    /** Whether the other did not understand this broker the last time. */
    private boolean isRefused;

    private volatile boolean closed;
    private int failures;

    PeerStream(ScheduledExecutorService timer, Executor workers, ClusterCounters counters) {
        this.timer = timer;
        this.workers = workers;
        this.counters = counters;
    }

    // ---- what a kind of stream is

    abstract void open(StreamObserver<A> answers);

    abstract Q hello();

    /** The other has answered for the first time; nothing was sent but Hello. Under the stream's lock. */
    abstract void onWelcome(A answer);

    /** After {@link #onWelcome}, without the lock. */
    void afterWelcome() {}

    /** Under the stream's lock. */
    abstract void onAnswer(A answer);

    /** The stream has broken. Under the stream's lock. */
    void onParted() {}

    /** Sends what there is, while the stream is ready. Under the stream's lock. */
    abstract void fill(ClientCallStreamObserver<Q> out);

    // ---- the life of the stream

    /** Opens it. */
    final void start() {
        open();
    }

    private void open() {
        Answers answers;
        synchronized (this) {
            if (closed) {
                return;
            }
            answers = new Answers();
            current = answers;
        }
        open(answers);
        synchronized (this) {
            ClientCallStreamObserver<Q> out = answers.out;
            if (current == answers && out != null) {
                out.onNext(hello());
            }
        }
    }

    final synchronized boolean isWelcome() {
        return welcome;
    }

    final void close() {
        ClientCallStreamObserver<Q> out;
        synchronized (this) {
            closed = true;
            welcome = false;
            out = current == null ? null : current.out;
            current = null;
            onParted();
        }
        if (out != null) {
            out.cancel("the broker has left the view", null);
        }
    }

    private void onBroken(Answers answers, Status why) {
        long pause;
        boolean wasWelcome;
        boolean isNews;
        synchronized (this) {
            if (current != answers) {
                return;
            }
            current = null;
            isNews = !isRefused;
            isRefused = why.getCode() == Status.Code.FAILED_PRECONDITION;
            wasWelcome = welcome;
            welcome = false;
            onParted();
            long longest = Math.min(FIRST_PAUSE_MILLIS << Math.min(failures++, 6), LONGEST_PAUSE_MILLIS);
            pause = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        }
        if (why.getCode() == Status.Code.FAILED_PRECONDITION) {
            if (isNews) {
                LOG.errorf("cluster: another broker does not understand this one, and is asked again: %s", text(why));
            }
        } else if (wasWelcome) {
            LOG.warnf("cluster: a stream to another broker broke, and is opened again: %s", text(why));
        }
        counters.reconnects.increment();
        if (!timer.isShutdown()) {
            var unused = timer.schedule(() -> workers.execute(this::open), pause, TimeUnit.MILLISECONDS);
        }
    }

    private static String text(Status why) {
        Throwable cause = why.getCause();
        return why.getCode() + ": " + why.getDescription() + (cause == null ? "" : " (" + cause + ")");
    }

    /** There is something to send; on any thread, never blocks. */
    final void wake() {
        if (!closed && due.compareAndSet(false, true)) {
            workers.execute(work);
        }
    }

    private void work() {
        due.set(false);
        synchronized (this) {
            Answers answers = current;
            if (welcome && answers != null && answers.out != null) {
                fill(answers.out);
            }
        }
    }

    private void onFirst(Answers answers, A answer) {
        synchronized (this) {
            if (current != answers) {
                return;
            }
            welcome = true;
            failures = 0;
            onWelcome(answer);
        }
        afterWelcome();
        wake();
    }

    /** What the other says on one stream. */
    private final class Answers implements ClientResponseObserver<Q, A> {
        volatile @Nullable ClientCallStreamObserver<Q> out;
        private boolean isFirst = true;

        @Override
        public void beforeStart(ClientCallStreamObserver<Q> requests) {
            requests.setOnReadyHandler(PeerStream.this::wake);
            out = requests;
        }

        @Override
        public void onNext(A answer) {
            if (isFirst) {
                isFirst = false;
                onFirst(this, answer);
                return;
            }
            synchronized (PeerStream.this) {
                if (current != this) {
                    return;
                }
                onAnswer(answer);
            }
            wake();
        }

        @Override
        public void onError(Throwable why) {
            onBroken(this, Status.fromThrowable(why));
        }

        @Override
        public void onCompleted() {
            onBroken(this, Status.OK.withDescription("the other has ended it"));
        }
    }
}
