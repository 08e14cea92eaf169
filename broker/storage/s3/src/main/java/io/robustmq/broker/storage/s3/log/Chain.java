package io.robustmq.broker.storage.s3.log;

import io.robustmq.broker.storage.s3.object.BatchIndex;
import io.robustmq.broker.storage.s3.object.BatchObject;
import io.robustmq.broker.storage.s3.object.ObjectNames;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.GroupPlan;
import io.robustmq.broker.storage.service.WriteQueue;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A shard's batches as a chain that only one writer can make longer: the object of the next sequence is made if it is not
 * there, and the store lets one of several do so. Who finds another's object in its place has lost the shard.
 *
 * <p>After an attempt whose answer never came the next attempt goes to the same place. If it is free, the earlier one did not
 * happen and cannot happen any more; if the earlier one is there, it is taken over as done, and the attempt is for the place
 * behind it. Confined to the shard's turns; one thing at a time.
 */
public final class Chain {
    private static final int CLAIMS = 100;

    private final ObjectStore store;
    private final ObjectNames.OfShard names;
    private final ShardState shard;
    private final Blocks blocks;
    private final WriteQueue.Turns turns;
    private final Duration deleteAfter;
    private final UUID writer = UUID.randomUUID();
    private long epoch;
    private long attempt;
    private long sureNanos = System.nanoTime();
    private boolean inDoubt;

    Chain(
            ObjectStore store,
            ObjectNames.OfShard names,
            ShardState shard,
            Blocks blocks,
            WriteQueue.Turns turns,
            Duration deleteAfter) {
        this.store = store;
        this.names = names;
        this.shard = shard;
        this.blocks = blocks;
        this.turns = turns;
        this.deleteAfter = deleteAfter;
    }

    /** What an attempt to make the chain longer came to. */
    sealed interface Outcome {
        /** The object is there, and its changes are made. */
        record Done(BatchIndex index) implements Outcome {}

        /** An earlier object of ours was there, whose changes are made now; the attempt did not take place. */
        record CaughtUp() implements Outcome {}

        record Anothers(BatchObject object) implements Outcome {}
    }

    boolean isInDoubt() {
        return inDoubt;
    }

    /** Makes the shard ours, after what others may still have written. */
    CompletionStage<Void> claim() {
        return claim(CLAIMS);
    }

    private CompletionStage<Void> claim(int left) {
        epoch = shard.epoch() + 1;
        return attempt(List.of(), List.of(), noKeys(), shard.view().startOffset())
                .thenCompose(outcome -> {
                    if (outcome instanceof Outcome.Done) {
                        return CompletableFuture.completedStage(null);
                    }
                    if (left == 0) {
                        throw new StorageException(
                                Kind.UNAVAILABLE, "Another broker keeps writing to " + names.prefix() + ": stop it");
                    }
                    if (outcome instanceof Outcome.Anothers others) {
                        shard.apply(others.object);
                    }
                    return claim(left - 1);
                });
    }

    /** Fails with {@link Kind#FAILED} if another broker has the shard now. */
    CompletionStage<Outcome> append(GroupPlan plan) {
        return owned(
                attempt(plan.records(), plan.ranges(), plan.keys(), shard.view().startOffset()));
    }

    /** Moves the start of the log, or finds out what became of an attempt in doubt. */
    CompletionStage<Outcome> append(long startOffset) {
        return owned(attempt(List.of(), List.of(), noKeys(), startOffset));
    }

    private CompletionStage<Outcome> owned(CompletionStage<Outcome> attempt) {
        return attempt.thenApply(outcome -> {
            if (outcome instanceof Outcome.Anothers) {
                throw takenOver();
            }
            return outcome;
        });
    }

    private CompletionStage<Outcome> attempt(
            List<LogRecord> records,
            List<StateChange.DeleteRange> ranges,
            NavigableMap<byte[], Optional<byte[]>> keys,
            long startOffset) {
        long sequence = shard.lastSequence() + 1;
        long number = ++attempt;
        BatchObject.Written object = BatchObject.write(new BatchObject.Draft(
                sequence, writer, number, epoch, shard.view().nextOffset(), startOffset, records, ranges, keys));
        String name = names.batch(sequence);
        inDoubt = true;
        return Turning.onto(
                        turns,
                        stillOurs(sequence)
                                .thenCompose(ours -> store.putNew(name, object.bytes()))
                                .thenCompose(made -> made ? CompletableFuture.completedStage(null) : store.get(name)))
                .thenApply(found -> {
                    inDoubt = false;
                    sureNanos = System.nanoTime();
                    if (found == null) {
                        return done(name, object, ranges, keys, startOffset);
                    }
                    BatchObject there = BatchObject.read(name, found.orElseThrow(Chain::takenOver));
                    if (there.isFrom(writer, number)) {
                        return done(name, object, ranges, keys, startOffset);
                    }
                    if (there.writer().equals(writer)) {
                        shard.apply(there);
                        return new Outcome.CaughtUp();
                    }
                    return new Outcome.Anothers(there);
                });
    }

    private Outcome done(
            String name,
            BatchObject.Written object,
            List<StateChange.DeleteRange> ranges,
            NavigableMap<byte[], Optional<byte[]>> keys,
            long startOffset) {
        blocks.keep(name, object.bytes());
        shard.apply(epoch, startOffset, ranges, keys, object.index());
        return new Outcome.Done(object.index());
    }

    /**
     * After a long pause another broker may have taken over, gone on, and deleted objects again, so that a place is free
     * which was not: then there are objects behind it.
     */
    private CompletionStage<Void> stillOurs(long sequence) {
        if (System.nanoTime() - sureNanos < deleteAfter.toNanos() / 2) {
            return CompletableFuture.completedStage(null);
        }
        return store.list(names.batches(), names.batch(sequence), 1).thenAccept(behind -> {
            if (!behind.isEmpty()) {
                throw takenOver();
            }
        });
    }

    public static StorageException takenOver() {
        return new StorageException(
                Kind.FAILED,
                "Another broker has taken over this bucket and prefix, and this one must stop: give each broker a prefix"
                        + " of its own");
    }

    private static NavigableMap<byte[], Optional<byte[]>> noKeys() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }
}
