package io.robustmq.broker.storage.kit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.Topics;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes numbered records that require nothing, some of them under way at any time. When one is in doubt it waits for the
 * answers to those behind it and begins again there, as a client does that sends again what was not acknowledged. So all are in
 * the log in the order of their numbers, by where each comes first.
 */
final class OrderedWriter {
    private static final int IN_FLIGHT = 20;
    private static final long PAUSE_NANOS = 20_000_000;

    private final Shard shard;
    private final int writer;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("ordered-writer").unstarted(this::run);
    private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();
    private final TreeSet<Integer> acknowledged = new TreeSet<>();

    /** Numbers that may have been asked for just when one before them had failed, and so may be anywhere. */
    private final Set<Integer> excused = new HashSet<>();

    private int next;
    private volatile boolean ending;
    private volatile @Nullable Throwable fault;

    /** @param writer names its topic, as {@link Workload} does */
    OrderedWriter(Shard shard, int writer) {
        this.shard = shard;
        this.writer = writer;
    }

    /** @param isBehind whether it was surely asked for before anything before it had failed */
    private record UnderWay(int number, CompletableFuture<Written> stage, boolean isBehind) {}

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!ending) {
                while (underWay.size() < IN_FLIGHT && !hasAnyFailed()) {
                    ask();
                }
                settleFirst();
            }
            while (!underWay.isEmpty()) {
                settleFirst();
            }
        } catch (Throwable e) {
            fault = e;
        }
    }

    private void ask() {
        CompletableFuture<Written> stage = shard.write(WriteBatch.of(Records.record("w/" + writer, next + " ")))
                .toCompletableFuture();
        underWay.add(new UnderWay(next, stage, !hasAnyFailed()));
        next++;
    }

    private boolean hasAnyFailed() {
        return underWay.stream().anyMatch(one -> one.stage.isCompletedExceptionally());
    }

    private void settleFirst() {
        UnderWay first = underWay.remove();
        StorageException failure = failure(first);
        if (failure == null) {
            acknowledged.add(first.number);
            return;
        }
        while (!underWay.isEmpty()) {
            UnderWay behind = underWay.remove();
            if (failure(behind) != null) {
                continue;
            }
            acknowledged.add(behind.number);
            excused.add(behind.number);
            if (behind.isBehind && failure.kind() == Kind.UNAVAILABLE) {
                throw new AssertionError(behind.number + " has overtaken " + first.number + ", which is in doubt");
            }
        }
        next = first.number;
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private static @Nullable StorageException failure(UnderWay one) {
        try {
            Answers.of(one.stage);
            return null;
        } catch (StorageException e) {
            assertThat(e.kind()).as(e.getMessage()).isIn(Kind.UNAVAILABLE, Kind.FULL);
            return e;
        }
    }

    void end() throws InterruptedException {
        ending = true;
        thread.join();
        if (fault != null) {
            throw new AssertionError("the ordered writer", fault);
        }
    }

    void check() {
        Losses.check(this::search);
    }

    private void search() {
        List<Integer> numbers = Records.readAll(shard, 0, Topics.exactly("w/" + writer), 1_000).stream()
                .map(stored ->
                        Integer.valueOf(Records.text(stored.record().value()).strip()))
                .distinct()
                .toList();
        assertThat(numbers).as("what was acknowledged").containsAll(acknowledged);
        assertThat(numbers.stream().filter(number -> !excused.contains(number)))
                .as("by where each comes first")
                .isSorted();
    }
}
