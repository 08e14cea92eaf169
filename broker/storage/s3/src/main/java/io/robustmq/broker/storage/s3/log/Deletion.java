package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.WriteQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Objects that nobody needs any more, and are deleted a good while later. What waits here is forgotten at the end of the
 * process; a start finds such objects again. Confined to the shard's turns.
 */
final class Deletion {
    private static final int AT_A_TIME = 1_000;

    private final ObjectStore store;
    private final WriteQueue.Turns turns;
    private final LongFunction<String> batchName;
    private final long afterNanos;
    private final ArrayDeque<Due> waiting = new ArrayDeque<>();

    private sealed interface Due {
        long nanos();

        record Batches(long nanos, long first, long last) implements Due {}

        record Named(long nanos, List<String> names) implements Due {}
    }

    Deletion(ObjectStore store, WriteQueue.Turns turns, LongFunction<String> batchName, Duration after) {
        this.store = store;
        this.turns = turns;
        this.batchName = batchName;
        this.afterNanos = after.toNanos();
    }

    void batches(long first, long last) {
        for (long at = first; at <= last; at += AT_A_TIME) {
            waiting.add(new Due.Batches(System.nanoTime() + afterNanos, at, Math.min(last, at + AT_A_TIME - 1)));
        }
    }

    /** At most 1,000. */
    void objects(List<String> names) {
        if (!names.isEmpty()) {
            waiting.add(new Due.Named(System.nanoTime() + afterNanos, names));
        }
    }

    /** It has been written again. */
    void spare(String name) {
        waiting.removeIf(due -> due instanceof Due.Named named && named.names.equals(List.of(name)));
    }

    /** Deletes what has waited long enough; what fails waits on. */
    CompletionStage<Void> run() {
        Due due = waiting.peek();
        if (due == null || System.nanoTime() - due.nanos() < 0) {
            return CompletableFuture.completedStage(null);
        }
        waiting.remove();
        List<String> names =
                switch (due) {
                    case Due.Named named -> named.names;
                    case Due.Batches batches ->
                        LongStream.rangeClosed(batches.first, batches.last)
                                .mapToObj(batchName)
                                .toList();
                };
        return Turning.onto(turns, store.delete(names))
                .handle((done, failure) -> {
                    if (failure != null) {
                        waiting.addFirst(due);
                        return CompletableFuture.<Void>failedStage(failure);
                    }
                    return run();
                })
                .thenCompose(stage -> stage);
    }
}
