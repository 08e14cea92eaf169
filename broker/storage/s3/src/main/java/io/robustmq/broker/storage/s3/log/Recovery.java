package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.s3.object.BatchObject;
import io.robustmq.broker.storage.s3.object.ObjectNames;
import io.robustmq.broker.storage.s3.object.SnapshotObject;
import io.robustmq.broker.storage.s3.object.Span;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.s3.store.ObjectStore.Listed;
import io.robustmq.broker.storage.service.WriteQueue;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * How a shard finds out at a start where it stands: the newest snapshot, then the batches after it, some at a time. Runs on
 * the shard's turns.
 */
record Recovery(ObjectStore store, ObjectNames.OfShard names, ShardState shard, WriteQueue.Turns turns) {
    private static final int BATCHES_AT_A_TIME = 16;
    private static final int LIST_AT_A_TIME = 1_000;

    /** What a start began with; an empty name and -1 if there was none. */
    record Snapshot(String name, long sequence) {}

    CompletionStage<Snapshot> run() {
        return newestSnapshot("").thenCompose(name -> {
            if (name.isEmpty()) {
                return replay().thenApply(done -> new Snapshot("", -1));
            }
            return Turning.onto(turns, store.get(name)).thenCompose(object -> {
                shard.load(SnapshotObject.read(name, object.orElseThrow(() -> missing(name))));
                long sequence = shard.lastSequence();
                return replay().thenApply(done -> new Snapshot(name, sequence));
            });
        });
    }

    private CompletionStage<String> newestSnapshot(String after) {
        return Turning.onto(turns, store.list(names.snapshots(), after, LIST_AT_A_TIME))
                .thenCompose(listed -> listed.size() < LIST_AT_A_TIME
                        ? CompletableFuture.completedStage(
                                listed.isEmpty() ? after : listed.getLast().name())
                        : newestSnapshot(listed.getLast().name()));
    }

    private CompletionStage<Void> replay() {
        String after = shard.lastSequence() < 0 ? "" : names.batch(shard.lastSequence());
        return Turning.onto(turns, store.list(names.batches(), after, BATCHES_AT_A_TIME))
                .thenCompose(listed -> {
                    if (listed.isEmpty()) {
                        return CompletableFuture.completedStage(null);
                    }
                    requireNext(listed);
                    List<CompletableFuture<Optional<byte[]>>> objects = listed.stream()
                            .map(batch -> store.get(batch.name()).toCompletableFuture())
                            .toList();
                    return Turning.onto(turns, CompletableFuture.allOf(objects.toArray(CompletableFuture[]::new)))
                            .thenCompose(all -> {
                                for (int i = 0; i < listed.size(); i++) {
                                    String name = listed.get(i).name();
                                    byte[] object = objects.get(i).join().orElseThrow(() -> missing(name));
                                    shard.apply(BatchObject.read(name, object));
                                }
                                return replay();
                            });
                });
    }

    private void requireNext(List<Listed> listed) {
        long next = shard.lastSequence() + 1;
        for (Listed batch : listed) {
            if (names.sequenceOf(batch.name()) != next) {
                throw missing(names.batch(next));
            }
            next++;
        }
    }

    /**
     * Has objects deleted that nothing leads to any more, left behind by an earlier process. What this one makes meanwhile is
     * of the claim or later, and not among them.
     *
     * @param snapshot what the start began with
     * @param claim the sequence of our claim
     */
    CompletionStage<Void> findLeftovers(Deletion deletion, Snapshot snapshot, long claim) {
        Set<String> needed = shard.spans().stream()
                .map(span -> names.span(span.first(), span.last()))
                .collect(Collectors.toSet());
        long firstNeeded = Math.min(firstOfLog(), snapshot.sequence() + 1);
        String claimed = names.snapshot(claim);
        return leftovers(names.spans(), "", deletion, name -> names.lastOf(name) < claim && !needed.contains(name))
                .thenCompose(done -> leftovers(
                        names.snapshots(),
                        "",
                        deletion,
                        name -> name.compareTo(claimed) < 0 && !name.equals(snapshot.name())))
                .thenCompose(
                        done -> leftovers(names.batches(), "", deletion, name -> names.sequenceOf(name) < firstNeeded));
    }

    private long firstOfLog() {
        if (!shard.spans().isEmpty()) {
            return shard.spans().stream().mapToLong(Span::first).min().orElse(0);
        }
        return shard.tail().isEmpty()
                ? shard.lastSequence()
                : shard.tail().getFirst().sequence();
    }

    private CompletionStage<Void> leftovers(
            String prefix, String after, Deletion deletion, java.util.function.Predicate<String> isLeft) {
        return Turning.onto(turns, store.list(prefix, after, LIST_AT_A_TIME)).thenCompose(listed -> {
            List<String> left = new ArrayList<>(
                    listed.stream().map(Listed::name).filter(isLeft).toList());
            left.forEach(name -> deletion.objects(List.of(name)));
            boolean more = listed.size() == LIST_AT_A_TIME && left.size() == listed.size();
            return more
                    ? leftovers(prefix, listed.getLast().name(), deletion, isLeft)
                    : CompletableFuture.completedStage(null);
        });
    }

    private static StorageException missing(String name) {
        return new StorageException(Kind.FAILED, "The object " + name + " is missing: put it back");
    }
}
