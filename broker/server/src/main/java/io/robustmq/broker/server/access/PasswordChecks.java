package io.robustmq.broker.server.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The slow hashing, on a few threads of its own with a bounded queue in front of them.
 *
 * <p>Clients that come with the same name and password while such a check waits or runs share its result: a fleet with one
 * login costs one hash. One address may fill half of the queue and no more, so that a guesser does not keep others out.
 */
final class PasswordChecks implements AutoCloseable {

    /** What came of a check. */
    enum Result {
        RIGHT,
        WRONG,
        /** The queue is full, or full enough for this address: not checked. */
        BUSY
    }

    private static final Logger LOG = Logger.getLogger(PasswordChecks.class);
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final int mostPerAddress;
    private final Map<Tag, Check> pending = new HashMap<>();
    private final Map<String, Integer> placesByAddress = new HashMap<>();

    /**
     * @param threads at most so many hashes run at once
     * @param queue at most so many wait
     */
    PasswordChecks(int threads, int queue) {
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name("robustmq-password-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
        this.mostPerAddress = Math.max(1, queue / 2);
    }

    /**
     * Checks a password later, on another thread.
     *
     * @param tag equal for checks that ask the same
     * @param isRight takes its time
     * @param address whose place in the queue it takes
     * @param answer called exactly once, on any thread
     */
    void check(Tag tag, BooleanSupplier isRight, String address, Consumer<Result> answer) {
        if (!enqueue(tag, isRight, address, answer)) {
            answer.accept(Result.BUSY);
        }
    }

    private synchronized boolean enqueue(Tag tag, BooleanSupplier isRight, String address, Consumer<Result> answer) {
        Check same = pending.get(tag);
        if (same != null) {
            same.answers.add(answer);
            return true;
        }
        if (placesByAddress.getOrDefault(address, 0) >= mostPerAddress) {
            return false;
        }
        Check check = new Check(tag, isRight, address);
        try {
            threads.execute(check);
        } catch (RejectedExecutionException _) {
            return false;
        }
        check.answers.add(answer);
        pending.put(tag, check);
        placesByAddress.merge(address, 1, Integer::sum);
        return true;
    }

    /** From here on nobody can join the check. */
    private synchronized List<Consumer<Result>> takeAnswers(Check check) {
        pending.remove(check.tag);
        placesByAddress.computeIfPresent(check.address, (_, places) -> places == 1 ? null : places - 1);
        return check.answers;
    }

    /** Checks that wait or run. */
    synchronized int pending() {
        return pending.size();
    }

    /** Ends the threads; checks that still wait are answered {@link Result#BUSY}. */
    @Override
    public void close() {
        for (Runnable waiting : threads.shutdownNow()) {
            ((Check) waiting).answer(Result.BUSY);
        }
    }

    private final class Check implements Runnable {
        private final Tag tag;
        private final BooleanSupplier isRight;
        private final String address;
        private final List<Consumer<Result>> answers = new ArrayList<>(1);

        private Check(Tag tag, BooleanSupplier isRight, String address) {
            this.tag = tag;
            this.isRight = isRight;
            this.address = address;
        }

        @Override
        public void run() {
            Result result = Result.WRONG;
            try {
                result = isRight.getAsBoolean() ? Result.RIGHT : Result.WRONG;
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.error("a password could not be checked", e);
                result = Result.BUSY;
            } finally {
                answer(result);
            }
        }

        private void answer(Result result) {
            for (Consumer<Result> answer : takeAnswers(this)) {
                try {
                    answer.accept(result);
                } catch (RuntimeException e) {
                    LOG.error("the answer to a password check went wrong", e);
                }
            }
        }
    }
}
