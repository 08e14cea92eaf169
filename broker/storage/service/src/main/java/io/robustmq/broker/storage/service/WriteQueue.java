package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shard's writes that wait, and the one thing that is under way: a group of writes that the medium commits together, or
 * a chore such as trimming, which no write may meet. First come, first served; writes complete in the order they came.
 *
 * <p>If a group fails with {@link Kind#UNAVAILABLE} or {@link Kind#FULL}, so does every write that was asked for before that was
 * told: nothing overtakes what is asked for again.
 *
 * <p>Holds at most so many writes and bytes as its {@link QueueLimits} say; one more is refused with {@link Kind#FULL}.
 * Thread-safe. The medium is called, and stages complete, on the {@link Turns turns} it is given.
 */
public final class WriteQueue {
    /** A group has at most so many writes, however small. */
    private static final int GROUP_WRITES = 4_096;

    /** What commits a group. */
    public interface Medium {

        /**
         * Commits writes together, in their order, and answers for each. Not called again before it has answered. If the
         * stage fails, so have all of the group.
         */
        CompletionStage<List<Answer>> commit(List<WriteBatch> group);
    }

    /** What has become of one write. */
    public sealed interface Answer {
        record Made(Written written) implements Answer {}

        record Refused(StorageException why) implements Answer {}
    }

    /** Where the queue does its work: one thing after the other. */
    public interface Turns {
        void run(Runnable work);

        void runAfter(long millis, Runnable work);
    }

    private sealed interface Waiting {
        record Write(WriteBatch batch, int bytes, CompletableFuture<Written> answer) implements Waiting {}

        record Chore(Runnable start, Runnable refuse) implements Waiting {}
    }

    private final QueueLimits limits;
    private final long gatherMillis;
    private final Medium medium;
    private final Turns turns;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int waitingWrites;
    private long waitingBytes;
    private boolean busy;
    private boolean gathering;

    /** What was asked for while the first was being told of a failure; null while nobody is. */
    private @Nullable List<Waiting.Write> late;

    private @Nullable StorageException refusal;
    private final CompletableFuture<Void> idleForGood = new CompletableFuture<>();

    /** @param gatherMillis how long the first write of a group waits for company, if the group is not full; 0: not at all */
    public WriteQueue(QueueLimits limits, long gatherMillis, Medium medium, Turns turns) {
        this.limits = limits;
        this.gatherMillis = gatherMillis;
        this.medium = medium;
        this.turns = turns;
    }

    public CompletionStage<Written> write(WriteBatch batch) {
        int bytes = batch.sizeBytes();
        CompletableFuture<Written> answer = new CompletableFuture<>();
        boolean fullGroup;
        synchronized (this) {
            if (late != null) {
                late.add(new Waiting.Write(batch, bytes, answer));
                return answer;
            }
            StorageException no = refusal != null ? refusal : whyFull();
            if (no != null) {
                return CompletableFuture.failedStage(no);
            }
            waiting.add(new Waiting.Write(batch, bytes, answer));
            waitingWrites++;
            waitingBytes += bytes;
            if (busy) {
                fullGroup = gathering && isGroupFull();
                if (!fullGroup) {
                    return answer;
                }
                gathering = false;
            } else {
                busy = true;
                fullGroup = gatherMillis == 0 || isGroupFull();
                gathering = !fullGroup;
            }
        }
        if (fullGroup) {
            turns.run(this::turn);
        } else {
            turns.runAfter(gatherMillis, this::gathered);
        }
        return answer;
    }

    /** Does something between groups. Chores are not counted: their callers ask for few. */
    public <T> CompletionStage<T> chore(Supplier<CompletionStage<T>> chore) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Waiting.Chore entry = new Waiting.Chore(
                () -> start(chore).whenComplete((value, failure) -> {
                    complete(answer, value, failure);
                    next();
                }),
                () -> answer.completeExceptionally(refusalNow()));
        synchronized (this) {
            if (refusal != null) {
                return CompletableFuture.failedStage(refusal);
            }
            waiting.add(entry);
            if (busy) {
                return answer;
            }
            busy = true;
        }
        turns.run(this::turn);
        return answer;
    }

    /** From now on everything is refused with {@code why}, also what waits. For good; the first reason stays. */
    public void fail(StorageException why) {
        List<Waiting> dropped;
        synchronized (this) {
            if (refusal != null && refusal.kind() != Kind.CLOSED) {
                return;
            }
            refusal = why;
            dropped = new ArrayList<>(waiting);
            waiting.clear();
            waitingWrites = 0;
            waitingBytes = 0;
            if (!busy) {
                idleForGood.complete(null);
            }
        }
        if (!dropped.isEmpty()) {
            turns.run(() -> dropped.forEach(entry -> refuse(entry, why)));
        }
    }

    /** Takes nothing more; done when what was accepted is. */
    public CompletionStage<Void> close() {
        synchronized (this) {
            if (refusal == null) {
                refusal = new StorageException(Kind.CLOSED, "the storage is closed");
            }
            if (!busy) {
                idleForGood.complete(null);
            }
        }
        return idleForGood;
    }

    public synchronized int waitingWrites() {
        return waitingWrites;
    }

    private void gathered() {
        synchronized (this) {
            if (!gathering) {
                return;
            }
            gathering = false;
        }
        turn();
    }

    private void turn() {
        Waiting.@Nullable Chore chore = null;
        List<Waiting.Write> group = new ArrayList<>();
        synchronized (this) {
            if (waiting.peek() instanceof Waiting.Chore first) {
                waiting.remove();
                chore = first;
            } else {
                takeGroup(group);
            }
        }
        if (chore != null) {
            chore.start.run();
        } else if (group.isEmpty()) {
            next();
        } else {
            List<WriteBatch> batches = group.stream().map(Waiting.Write::batch).toList();
            start(() -> medium.commit(batches)).whenComplete((answers, failure) -> {
                if (answers == null) {
                    fail(group, StorageFailures.of(failure));
                } else {
                    answer(group, answers);
                }
                next();
            });
        }
    }

    /** The caller holds the lock. */
    private void takeGroup(List<Waiting.Write> group) {
        long bytes = 0;
        while (group.size() < GROUP_WRITES
                && (group.isEmpty() || bytes < limits.groupBytes())
                && waiting.peek() instanceof Waiting.Write write) {
            waiting.remove();
            group.add(write);
            bytes += write.bytes;
            waitingWrites--;
            waitingBytes -= write.bytes;
        }
    }

    private void next() {
        synchronized (this) {
            if (waiting.isEmpty()) {
                busy = false;
                if (refusal != null) {
                    idleForGood.complete(null);
                }
                return;
            }
        }
        turns.run(this::turn);
    }

    private void answer(List<Waiting.Write> group, List<Answer> answers) {
        for (int i = 0; i < group.size(); i++) {
            CompletableFuture<Written> stage = group.get(i).answer;
            switch (answers.get(i)) {
                case Answer.Made made -> stage.complete(made.written());
                case Answer.Refused refused -> stage.completeExceptionally(refused.why());
            }
        }
    }

    private void fail(List<Waiting.Write> group, StorageException why) {
        if (!why.kind().mayPass()) {
            refuse(group, why);
            return;
        }
        List<Waiting.Write> behind = beginToTell();
        refuse(group.getFirst(), why); // as soon as that is told, what is asked for may go
        List<Waiting.Write> asked = endTelling();
        refuse(group.subList(1, group.size()), why);
        refuse(behind, why);
        refuse(asked, why);
    }

    /** Takes out all writes that wait; those that come from now on are {@link #late}. */
    private synchronized List<Waiting.Write> beginToTell() {
        List<Waiting.Write> behind = new ArrayList<>();
        waiting.removeIf(entry -> entry instanceof Waiting.Write write && behind.add(write));
        waitingWrites = 0;
        waitingBytes = 0;
        late = new ArrayList<>();
        return behind;
    }

    private synchronized List<Waiting.Write> endTelling() {
        List<Waiting.Write> behind = late == null ? List.of() : late;
        late = null;
        return behind;
    }

    private void refuse(List<Waiting.Write> writes, StorageException why) {
        writes.forEach(write -> refuse(write, why));
    }

    private void refuse(Waiting entry, StorageException why) {
        switch (entry) {
            case Waiting.Write write -> write.answer.completeExceptionally(why);
            case Waiting.Chore chore -> chore.refuse.run();
        }
    }

    private synchronized StorageException refusalNow() {
        return refusal != null ? refusal : new StorageException(Kind.CLOSED, "the storage is closed");
    }

    /** The caller holds the lock. */
    private @Nullable StorageException whyFull() {
        if (waitingWrites >= limits.writes() || waitingBytes >= limits.bytes()) {
            return new StorageException(
                    Kind.FULL,
                    waitingWrites + " writes of " + waitingBytes
                            + " bytes wait for the storage; try again later, or raise"
                            + " queue_writes and queue_bytes");
        }
        return null;
    }

    /** The caller holds the lock. */
    private boolean isGroupFull() {
        return waitingWrites >= GROUP_WRITES || waitingBytes >= limits.groupBytes();
    }

    private static <T> CompletionStage<T> start(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @SuppressWarnings("NullAway") // a stage may complete with null
    private static <T> void complete(CompletableFuture<T> answer, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(StorageFailures.of(failure));
        }
    }
}
