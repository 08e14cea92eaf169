package io.robustmq.broker.core.world;

import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Storage that does one thing at a time, when the world says so, and can fail, stand still, or crash: then what was not done
 * never happens. It can also do and keep silent: a write is done first and told later, in the order of the writes. What was asked
 * for behind a write that fails for now, before that was told, fails with it.
 */
public final class FakeStorage implements Storage {
    private final List<FakeShard> shards;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Random chance;
    private boolean halted;
    private boolean silent;
    private StorageException.@Nullable Kind failing;
    private boolean doubtful;
    private @Nullable FakeShard ailing;
    private StorageException.@Nullable Kind failingOnce;
    private char failingKind;
    private boolean unreadable;

    public FakeStorage(int shards) {
        this.shards = IntStream.range(0, shards).mapToObj(_ -> new FakeShard()).toList();
    }

    /** Reads, and the writes of different shards, are done in any order from now on; a shard's writes stay in theirs. */
    public FakeStorage inAnyOrder(Random by) {
        chance = by;
        return this;
    }

    boolean isIdle() {
        return halted || (waiting.isEmpty() && queues().isEmpty());
    }

    /** What may be done next of the writes: the first of each queue. */
    private List<ArrayDeque<Runnable>> queues() {
        return shards.stream()
                .flatMap(shard -> silent ? Stream.of(shard.writes) : Stream.of(shard.writes, shard.answers))
                .filter(queue -> !queue.isEmpty())
                .toList();
    }

    /** Does the next thing it was asked for. */
    void step() {
        List<ArrayDeque<Runnable>> writes = queues();
        if (chance == null) {
            (writes.isEmpty() ? waiting : writes.getFirst()).remove().run();
            return;
        }
        int chosen = chance.nextInt(writes.size() + waiting.size());
        if (chosen < writes.size()) {
            writes.get(chosen).remove().run();
        } else {
            for (int i = chosen - writes.size(); i > 0; i--) {
                waiting.add(waiting.remove());
            }
            waiting.remove().run();
        }
    }

    /** Does nothing until told again; what is asked for waits. */
    public void halts(boolean yes) {
        halted = yes;
    }

    /** Does what it is asked for, but says nothing of writes that are done until told again. */
    public void isSilent(boolean yes) {
        silent = yes;
    }

    /** Writes fail in this way from now on; null: they do not. */
    public void fails(StorageException.@Nullable Kind how) {
        failing = how;
        doubtful = false;
        ailing = null;
        failingKind = 0;
    }

    /**
     * Writes are said to be {@link StorageException.Kind#UNAVAILABLE} from now on, but are done; some of them, if things go in
     * any order, and some of those after it was said.
     */
    public void doubts() {
        failing = StorageException.Kind.UNAVAILABLE;
        doubtful = true;
        ailing = null;
    }

    /** As {@link #doubts}, but in one shard only. */
    public void doubts(int shard) {
        doubts();
        ailing = shards.get(shard);
    }

    /** The next write fails in this way, and no other. */
    public void failsOnce(StorageException.Kind how) {
        failingOnce = how;
    }

    /** Writes that touch an entry whose key begins with this letter fail from now on, till {@link #fails} is told. */
    public void failsWithEntriesOf(char kind) {
        failingKind = kind;
    }

    /** The log cannot be read from now on. */
    public void isUnreadable(boolean yes) {
        unreadable = yes;
    }

    /** Does this many of the things it was asked for, though it stands still. */
    public void does(int things) {
        for (int i = 0; i < things && !waiting.isEmpty(); i++) {
            step();
        }
    }

    public boolean isWell() {
        return !halted && !silent && failing == null;
    }

    /** Whether writes are refused for lack of room. */
    public boolean isFull() {
        return failing == StorageException.Kind.FULL;
    }

    /** What waits never happens, and nobody is told. */
    void crash() {
        waiting.clear();
        shards.forEach(shard -> {
            shard.writes.clear();
            shard.answers.clear();
            shard.failures.clear();
        });
        halted = false;
        silent = false;
        unreadable = false;
        fails(null);
    }

    /** Records in all logs. */
    public int records() {
        return shards.stream().mapToInt(shard -> shard.log.size()).sum();
    }

    /** Writes that were asked for. */
    public long asked() {
        return shards.stream().mapToLong(shard -> shard.asked).sum();
    }

    /** Entries of the state whose key begins with this letter. */
    public long entries(char kind) {
        return shards.stream()
                .flatMap(shard -> shard.state.keySet().stream())
                .filter(key -> key[0] == kind)
                .count();
    }

    /** The values of those. */
    public List<byte[]> values(char kind) {
        return shards.stream()
                .flatMap(shard -> shard.state.entrySet().stream())
                .filter(each -> each.getKey()[0] == kind)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Entries of the state of any kind. */
    public int entries() {
        return shards.stream().mapToInt(shard -> shard.state.size()).sum();
    }

    @Override
    public Durability durability() {
        return Durability.LOCAL_FSYNC;
    }

    @Override
    public int shards() {
        return shards.size();
    }

    @Override
    public Shard shard(int index) {
        return shards.get(index);
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {}

    private final class FakeShard implements Shard {
        private final ArrayDeque<Runnable> writes = new ArrayDeque<>();

        /** Of writes that are done, or of which it is said that nobody knows. */
        private final ArrayDeque<Runnable> answers = new ArrayDeque<>();

        private final List<StoredRecord> log = new ArrayList<>();
        private final TreeMap<byte[], byte[]> state = new TreeMap<>(Arrays::compareUnsigned);
        private long start;
        private long next;
        private long asked;

        /** How writes have failed of which nobody has been told. */
        private final ArrayDeque<StorageException.Kind> failures = new ArrayDeque<>();

        /** What was asked for up to this number is behind a failure that was told since. */
        private long behindFailure;

        private StorageException.Kind lastFailure = StorageException.Kind.UNAVAILABLE;

        /** Whether of what has failed something has not happened: then nothing that is behind it may. */
        private boolean holed;

        private <T> CompletionStage<T> later(Supplier<T> what) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            waiting.add(() -> outcome(what, stage).run());
            return stage;
        }

        /** Does something, and returns what is to tell how it went. */
        private static <T> Runnable outcome(Supplier<T> what, CompletableFuture<T> stage) {
            try {
                T value = what.get();
                return () -> stage.complete(value);
            } catch (StorageException e) {
                return () -> stage.completeExceptionally(e);
            }
        }

        @Override
        public CompletionStage<Written> write(WriteBatch batch) {
            CompletableFuture<Written> stage = new CompletableFuture<>();
            long number = ++asked;
            if (chance == null) {
                waiting.add(() -> {
                    answers.add(answer(() -> done(batch, number), stage));
                    if (!silent) {
                        answers.remove().run();
                    }
                });
                return stage;
            }
            writes.add(() -> {
                boolean mayHappen = !isBehindFailure(number) || !holed;
                if (doubtful && failing() != null && mayHappen && chance.nextInt(4) == 0) { // first said, then done
                    answers.add(answer(this::unknown, stage));
                    writes.addFirst(() -> outcome(() -> done(batch, number), new CompletableFuture<>()));
                } else {
                    answers.add(answer(() -> done(batch, number), stage));
                }
            });
            return stage;
        }

        /** Does a write, and returns what is to tell how it went. */
        private Runnable answer(Supplier<Written> what, CompletableFuture<Written> stage) {
            try {
                Written value = what.get();
                return () -> stage.complete(value);
            } catch (StorageException e) {
                if (!e.kind().mayPass()) {
                    return () -> stage.completeExceptionally(e);
                }
                failures.add(e.kind());
                return () -> {
                    lastFailure = failures.remove();
                    behindFailure = asked;
                    stage.completeExceptionally(e);
                };
            }
        }

        private boolean isBehindFailure(long number) {
            return !failures.isEmpty() || number <= behindFailure;
        }

        private Written unknown() {
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "told to be unsure");
        }

        /** How the writes of this shard fail, or null. */
        private StorageException.@Nullable Kind failing() {
            return ailing == null || ailing == this ? failing : null;
        }

        private Written done(WriteBatch batch, long number) {
            boolean isBehind = isBehindFailure(number);
            holed &= isBehind;
            StorageException.Kind once = failingOnce;
            failingOnce = null;
            boolean refused = once != null || touches(batch, failingKind);
            StorageException.Kind failing = failing();
            if (failing == null && refused) {
                failing = kindOr(once);
            } else if (failing == null && isBehind) {
                failing = failures.isEmpty() ? lastFailure : failures.getLast();
            }
            boolean mayHappen =
                    failing == null || (failing == StorageException.Kind.UNAVAILABLE && (isBehind ? !holed : doubtful));
            if (refused || !mayHappen || (failing != null && !isDone())) {
                holed = true;
                throw new StorageException(kindOr(failing), "told to fail");
            }
            for (StateChange change : batch.changes()) {
                if (change instanceof StateChange.Require(byte[] key, byte[] value)
                        && !Arrays.equals(state.get(key), value)) {
                    throw new StorageException(StorageException.Kind.CONFLICT, "another value");
                }
            }
            long first = next;
            batch.records().forEach(record -> log.add(new StoredRecord(next++, record)));
            batch.changes().forEach(this::make);
            if (failing != null) {
                throw new StorageException(failing, "told to fail, but done");
            }
            return new Written(first, next);
        }

        private boolean isDone() {
            return chance == null || chance.nextBoolean();
        }

        private static StorageException.Kind kindOr(StorageException.@Nullable Kind once) {
            return once == null ? StorageException.Kind.UNAVAILABLE : once;
        }

        private static boolean touches(WriteBatch batch, char kind) {
            return batch.changes().stream().anyMatch(change -> switch (change) {
                case StateChange.Put(byte[] key, byte[] _) -> key[0] == kind;
                case StateChange.Delete(byte[] key) -> key[0] == kind;
                case StateChange.DeleteRange(byte[] from, byte[] _) -> from[0] == kind;
                case StateChange.Require _ -> false;
            });
        }

        private void make(StateChange change) {
            switch (change) {
                case StateChange.Put(byte[] key, byte[] value) -> state.put(key, value);
                case StateChange.Delete(byte[] key) -> state.remove(key);
                case StateChange.DeleteRange(byte[] from, byte[] to) ->
                    state.subMap(from, to).clear();
                case StateChange.Require _ -> {}
            }
        }

        @Override
        public long startOffset() {
            return start;
        }

        @Override
        public long nextOffset() {
            return next;
        }

        @Override
        public long sizeBytes() {
            return log.stream().mapToLong(stored -> stored.record().sizeBytes()).sum();
        }

        @Override
        public CompletionStage<RecordPage> read(ReadRequest request) {
            return later(() -> {
                if (unreadable || failing() == StorageException.Kind.UNAVAILABLE) {
                    throw new StorageException(StorageException.Kind.UNAVAILABLE, "told to fail");
                }
                List<StoredRecord> found = new ArrayList<>();
                long at = Math.max(start, request.fromOffset());
                int bytes = 0;
                while (at < next && found.size() < request.maxRecords() && bytes < request.maxBytes()) {
                    StoredRecord stored = log.get((int) (at++ - start));
                    byte[] topic = stored.record().topic();
                    if (request.topics().ranges().stream().anyMatch(range -> range.contains(topic))
                            && request.topics().matches(topic)) {
                        found.add(stored);
                        bytes += stored.record().sizeBytes();
                    }
                }
                return new RecordPage(found, at, at >= next);
            });
        }

        @Override
        public Flow.Publisher<RecordPage> tail(long fromOffset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<OptionalLong> offsetAt(long timestampMillis) {
            return later(() -> log.stream()
                    .filter(stored -> stored.record().timestampMillis() >= timestampMillis)
                    .mapToLong(StoredRecord::offset)
                    .findFirst());
        }

        @Override
        public CompletionStage<@Nullable StoredRecord> last(byte[] key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Long> trim(long before) {
            return later(() -> {
                while (start < before && !log.isEmpty()) {
                    log.removeFirst();
                    start++;
                }
                return start;
            });
        }

        @Override
        public void limit(RetentionLimits limits) {}

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            return later(() -> state.get(key));
        }

        @Override
        public CompletionStage<StatePage> page(PageRequest request) {
            return later(() -> {
                List<StatePage.Entry> entries = new ArrayList<>();
                for (Map.Entry<byte[], byte[]> each :
                        state.tailMap(request.from()).entrySet()) {
                    if (request.to().length > 0 && Arrays.compareUnsigned(each.getKey(), request.to()) >= 0) {
                        break;
                    }
                    if (entries.size() == request.maxEntries()) {
                        return new StatePage(entries, true);
                    }
                    entries.add(new StatePage.Entry(each.getKey(), each.getValue()));
                }
                return new StatePage(entries, false);
            });
        }
    }
}
