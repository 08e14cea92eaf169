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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Storage that does one thing at a time, when the world says so, and can fail, stand still, or crash: then what was not done
 * never happens.
 */
public final class FakeStorage implements Storage {
    private final List<FakeShard> shards;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean halted;
    private StorageException.@Nullable Kind failing;

    public FakeStorage(int shards) {
        this.shards = IntStream.range(0, shards).mapToObj(_ -> new FakeShard()).toList();
    }

    boolean isIdle() {
        return halted || waiting.isEmpty();
    }

    /** Does the next thing it was asked for. */
    void step() {
        waiting.remove().run();
    }

    /** Does nothing until told again; what is asked for waits. */
    public void halts(boolean yes) {
        halted = yes;
    }

    /** Writes fail in this way from now on; null: they do not. */
    public void fails(StorageException.@Nullable Kind how) {
        failing = how;
    }

    /** What waits never happens, and nobody is told. */
    void crash() {
        waiting.clear();
        halted = false;
        failing = null;
    }

    /** Records in all logs. */
    public int records() {
        return shards.stream().mapToInt(shard -> shard.log.size()).sum();
    }

    /** Entries of the state whose key begins with this letter. */
    public long entries(char kind) {
        return shards.stream()
                .flatMap(shard -> shard.state.keySet().stream())
                .filter(key -> key[0] == kind)
                .count();
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
        private final List<StoredRecord> log = new ArrayList<>();
        private final TreeMap<byte[], byte[]> state = new TreeMap<>(Arrays::compareUnsigned);
        private long start;
        private long next;

        private <T> CompletionStage<T> later(Supplier<T> what) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            waiting.add(() -> {
                T value;
                try {
                    value = what.get();
                } catch (StorageException e) {
                    stage.completeExceptionally(e);
                    return;
                }
                stage.complete(value);
            });
            return stage;
        }

        @Override
        public CompletionStage<Written> write(WriteBatch batch) {
            return later(() -> {
                if (failing != null) {
                    throw new StorageException(failing, "told to fail");
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
                return new Written(first, next);
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
                if (failing == StorageException.Kind.UNAVAILABLE) {
                    throw new StorageException(failing, "told to fail");
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
