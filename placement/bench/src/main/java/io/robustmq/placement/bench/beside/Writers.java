package io.robustmq.placement.bench.beside;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that write one value after the other, each the next one when the last is acknowledged. One whose write fails goes on with
 * the next member after {@link #PAUSE_MILLIS}, and stays with the one that answers.
 */
final class Writers {

    private static final int PAUSE_MILLIS = 5;

    private final Target target;
    private final Connections connections;
    private final Options options;
    private final Duration deadline;
    private final Heard heard;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("again").factory());
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger member = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final CountDownLatch ended;

    /** Hears of every acknowledged write; on the threads of the connections. */
    interface Heard {
        void acknowledged(int client, long beginNanos, long endNanos);
    }

    Writers(Target target, Connections connections, Options options, Duration deadline, Heard heard) {
        this.target = target;
        this.connections = connections;
        this.options = options;
        this.deadline = deadline;
        this.heard = heard;
        this.ended = new CountDownLatch(options.number("clients"));
    }

    void start() {
        for (int i = 0; i < options.number("clients"); i++) {
            new Client(i).next();
        }
    }

    /** How many writes were not acknowledged since the last call. */
    int failed() {
        return failed.getAndSet(0);
    }

    /** Lets every client end the write it is at. */
    void stop() throws InterruptedException {
        over.set(true);
        if (!ended.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("writes are still under way");
        }
    }

    private final class Client implements StreamObserver<Object> {
        private final int number;
        private final SplittableRandom random;
        private final String value = options.value();
        private int asked;
        private long beginNanos;
        private boolean answered;

        Client(int number) {
            this.number = number;
            this.random = new SplittableRandom(number);
        }

        void next() {
            if (over.get()) {
                ended.countDown();
                return;
            }
            asked = member.get();
            answered = false;
            beginNanos = System.nanoTime();
            String key = "bench." + random.nextInt(options.number("keys"));
            target.put(connections.of(number, asked), key, value, deadline, this);
        }

        @Override
        public void onNext(Object answer) {
            answered = true;
        }

        @Override
        public void onError(Throwable fault) {
            failed.incrementAndGet();
            member.compareAndSet(asked, asked + 1);
            later.schedule(this::next, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void onCompleted() {
            if (answered) {
                heard.acknowledged(number, beginNanos, System.nanoTime());
            }
            next();
        }
    }
}
