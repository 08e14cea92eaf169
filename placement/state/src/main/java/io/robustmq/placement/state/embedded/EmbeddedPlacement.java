package io.robustmq.placement.state.embedded;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.format.StoredChange;
import io.robustmq.placement.state.format.StoredEntries;
import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The placement centre in one process, for a broker on its own: the same commands, the same rules, over any store of keys and
 * values.
 *
 * <pre>
 *   submit ──► waiting ──► decided, each on the image after the one before ──► one write ──► replayed ──► answered
 *                 ▲                                                              │
 *                 └────────────── what comes meanwhile is the next write ◄───────┘
 * </pre>
 *
 * <p>One write is under way at a time and takes up to {@link #COMMANDS_A_WRITE} commands, fewer if they are large. Has no thread of its own: works on those
 * that submit and those that complete the store's writes. Thread-safe. No other may write to the same store.
 *
 * <p>A write that {@linkplain NotWrittenException has not happened} fails its commands, and those that come after it are decided as if
 * they had not been sent. Any other that fails is final, as nobody knows whether it happened: every command under way or to come
 * fails with it, and the image stays what is known to be durable. Open the store anew to go on.
 */
public final class EmbeddedPlacement {
    /** How many commands one write takes at most. */
    public static final int COMMANDS_A_WRITE = 256;

    /** A write that has so many bytes of keys and values takes no further command. */
    private static final int BYTES_A_WRITE = 1 << 20;

    /** How many commands may wait; more are refused by {@link #submit} with an exception. */
    public static final int MAX_WAITING = 16_384;

    private final EntryStore store;
    private final ImageListener listener;
    private final Rules rules;
    private final Object lock = new Object();
    private final Deque<Submitted> waiting = new ArrayDeque<>();
    private boolean writing;
    private volatile @Nullable Throwable failure;
    private volatile ClusterImage image;

    private record Submitted(Command command, long nowMillis, CompletableFuture<Decision> answer) {}

    /** Commands that go into one write: what becomes of each, the images it makes, and what is to be written. */
    private record Round(List<Decided> commands, List<Step> steps, List<StoredChange> changes) {}

    private record Decided(CompletableFuture<Decision> answer, Decision decision) {}

    private record Step(RecordBatch batch, ClusterImage after) {}

    /**
     * Hears of every change, in order, one at a time, after it is durable and before its command is answered. Must not block; one
     * that throws is as bad as a write that fails.
     */
    public interface ImageListener {
        void changed(ClusterImage image, RecordBatch batch);
    }

    /** {@link Placement#decide}, or in tests what takes its place. */
    @FunctionalInterface
    interface Rules {
        Decision decide(ClusterImage image, Command command, long nowMillis);
    }

    private EmbeddedPlacement(EntryStore store, ClusterImage image, ImageListener listener, Rules rules) {
        this.store = store;
        this.image = image;
        this.listener = listener;
        this.rules = rules;
    }

    /**
     * Reads what the store has.
     *
     * @return fails if the store does, or with a {@link io.robustmq.placement.state.format.FormatException} if its bytes are
     *     damaged or of a newer version
     */
    public static CompletionStage<EmbeddedPlacement> open(EntryStore store, ImageListener listener) {
        return open(store, listener, Placement::decide);
    }

    static CompletionStage<EmbeddedPlacement> open(EntryStore store, ImageListener listener, Rules rules) {
        return load(store, new byte[0], new ImageBuilder())
                .thenApply(image -> new EmbeddedPlacement(store, image, listener, rules));
    }

    private static CompletionStage<ClusterImage> load(EntryStore store, byte[] after, ImageBuilder into) {
        return store.read(after).thenCompose(entries -> {
            if (entries.isEmpty()) {
                return CompletableFuture.completedFuture(into.build());
            }
            for (StoredEntry entry : entries) {
                StoredEntries.read(entry, into);
            }
            return load(store, entries.getLast().key(), into);
        });
    }

    /** What is durable. */
    public ClusterImage image() {
        return image;
    }

    /** Why nothing can be written any more, null if all is well. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Decides a command and makes what it does durable. Commands are decided in the order of the calls.
     *
     * @param nowMillis wall clock
     * @return fails with a {@link TooManyWaitException}, a {@link NotWrittenException} or a {@link RulesFailedException}, nothing
     *     having happened; with what else the store failed with if it did, and then the command may have been applied or not
     */
    public CompletionStage<Decision> submit(Command command, long nowMillis) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        Throwable failed = failure;
        synchronized (lock) {
            if (failed == null && waiting.size() >= MAX_WAITING) {
                failed = new TooManyWaitException();
            }
            if (failed == null) {
                waiting.add(new Submitted(command, nowMillis, answer));
            }
            if (failed == null && writing) {
                return answer;
            }
            writing = failed == null || writing;
        }
        if (failed == null) {
            work();
        } else {
            answer.completeExceptionally(failed);
        }
        return answer;
    }

    /** By whoever has set {@code writing}. A loop, not a recursion, for stores that answer at once. */
    private void work() {
        Round round = next();
        while (round != null) {
            CompletableFuture<Void> written = write(round);
            if (!written.isDone()) {
                Round underWay = round;
                written.whenComplete((done, failed) -> {
                    finish(underWay, failed);
                    work();
                });
                return;
            }
            finish(round, written.isCompletedExceptionally() ? written.exceptionNow() : null);
            round = next();
        }
    }

    /** Decides what waits, as much as one write takes; null when there is nothing to do, and then {@code writing} is over. */
    private @Nullable Round next() {
        Throwable failed = failure;
        if (failed != null) {
            failWaiting(failed);
            return null;
        }
        Round round = new Round(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        ClusterImage after = image;
        int bytes = 0;
        while (round.commands().size() < COMMANDS_A_WRITE && bytes < BYTES_A_WRITE) {
            Submitted submitted = poll(round.commands().isEmpty());
            if (submitted == null) {
                break;
            }
            int before = round.changes().size();
            after = decide(submitted, after, round);
            bytes += round.changes().stream()
                    .skip(before)
                    .mapToInt(EmbeddedPlacement::sizeBytes)
                    .sum();
        }
        return round.commands().isEmpty() ? null : round;
    }

    /** @return the image after the command; that before if it changes nothing, or could not be decided and is not in the round */
    private ClusterImage decide(Submitted submitted, ClusterImage image, Round round) {
        try {
            Decision decision = rules.decide(image, submitted.command(), submitted.nowMillis());
            ClusterImage after = image;
            if (decision instanceof Decision.Accepted accepted) {
                List<StoredChange> changes = StoredEntries.changesOf(accepted.batch());
                after = image.replay(accepted.batch());
                round.steps().add(new Step(accepted.batch(), after));
                round.changes().addAll(changes);
            }
            round.commands().add(new Decided(submitted.answer(), decision));
            return after;
        } catch (RuntimeException e) {
            submitted.answer().completeExceptionally(new RulesFailedException(e));
            return image;
        }
    }

    private static int sizeBytes(StoredChange change) {
        return change.key().length + (change instanceof StoredChange.Put put ? put.value().length : 0);
    }

    /** @param orStop whether {@code writing} is over if nothing waits */
    private @Nullable Submitted poll(boolean orStop) {
        synchronized (lock) {
            Submitted submitted = waiting.poll();
            if (submitted == null && orStop) {
                writing = false;
            }
            return submitted;
        }
    }

    private void failWaiting(Throwable failed) {
        List<Submitted> all;
        synchronized (lock) {
            all = List.copyOf(waiting);
            waiting.clear();
            writing = false;
        }
        all.forEach(submitted -> submitted.answer().completeExceptionally(failed));
    }

    private CompletableFuture<Void> write(Round round) {
        if (round.steps().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return store.write(round.changes()).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(Round round, @Nullable Throwable failed) {
        Throwable wrong = failed == null ? publish(round) : unwrapped(failed);
        if (wrong == null) {
            round.commands().forEach(decided -> decided.answer().complete(decided.decision()));
            return;
        }
        if (!(wrong instanceof NotWrittenException)) {
            failure = wrong;
        }
        round.commands().forEach(decided -> decided.answer().completeExceptionally(wrong));
    }

    private static Throwable unwrapped(Throwable failed) {
        return failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
    }

    private @Nullable Throwable publish(Round round) {
        try {
            for (Step step : round.steps()) {
                image = step.after();
                listener.changed(step.after(), step.batch());
            }
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
