package io.robustmq.broker.server.storage;

import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.TierFigures;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a broker, with an eye on it: counts what is asked and refused, takes the time of writes, says in the log when
 * it takes no more for a while, and says once, there and from then on to whoever asks, when a log has failed for good or holds
 * what cannot be read. Thread-safe; owns the storage it looks at.
 */
public final class MeasuredStorage implements Storage {
    private static final Logger LOG = Logger.getLogger(MeasuredStorage.class);

    /** So many places that cannot be read are logged, each once; the counter counts on. */
    private static final int MAX_UNREADABLE_LOGGED = 16;

    private final Storage storage;
    private final String type;
    private final StorageWatch watch;
    private final List<MeasuredShard> shards;
    private final StorageCounters counters = new StorageCounters();
    private final RefusalLog refusals;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private volatile String lastUnreadable = "";
    private volatile LongConsumer writeTimes = _ -> {};

    /** @param type what the configuration calls it */
    public MeasuredStorage(Storage storage, String type, StorageWatch watch) {
        this.storage = storage;
        this.type = type;
        this.watch = watch;
        this.refusals = new RefusalLog("storage " + type + watch.where(), LOG::warn, LOG::info);
        this.shards = IntStream.range(0, storage.shards())
                .mapToObj(index -> new MeasuredShard(storage.shard(index), this))
                .toList();
        storage.notices().forEach(notice -> LOG.warnf("storage %s: %s", type, notice));
        storage.report(new StorageLog(type, counters));
    }

    /** What the configuration calls it. */
    public String type() {
        return type;
    }

    public StorageCounters counters() {
        return counters;
    }

    /** @param nanos gets the time from each write's submission to its end from now on, on any thread */
    public void reportWriteTimes(LongConsumer nanos) {
        writeTimes = nanos;
    }

    /** Whether a log takes no more writes until the process restarts. */
    public boolean hasFailed() {
        return failure.get() != null;
    }

    void onWritten(long nanos) {
        counters.written();
        refusals.onWritten();
        writeTimes.accept(nanos);
    }

    void onWriteFailed(Throwable why) {
        StorageException.Kind kind = kind(why);
        counters.writeFailed(kind);
        String message = String.valueOf(why.getMessage());
        refusals.onRefused(kind, message, System.nanoTime());
        if (kind == StorageException.Kind.FAILED && failure.compareAndSet(null, message)) {
            LOG.errorf(
                    "storage %s has failed; messages for stored sessions are refused until a restart: %s",
                    type, message);
        }
    }

    void onRead() {
        counters.read(false);
    }

    /** What is damaged stays so: sessions read no further than there, and only who looks after the medium can help. */
    void onReadFailed(Throwable why) {
        counters.read(true);
        Throwable inner = why.getCause();
        Throwable cause = why instanceof CompletionException && inner != null ? inner : why;
        if (kind(cause) != StorageException.Kind.FAILED) {
            return;
        }
        String message = String.valueOf(cause.getMessage());
        lastUnreadable = message;
        if (unreadable.size() < MAX_UNREADABLE_LOGGED && unreadable.add(message)) {
            LOG.errorf("storage %s cannot be read; sessions get nothing that lies behind: %s", type, message);
        }
    }

    private static StorageException.Kind kind(Throwable why) {
        return why instanceof StorageException known ? known.kind() : StorageException.Kind.FAILED;
    }

    @Override
    public Durability durability() {
        return storage.durability();
    }

    @Override
    public boolean isShared() {
        return storage.isShared();
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
    public List<String> notices() {
        return storage.notices();
    }

    @Override
    public String trouble() {
        String failed = failure.get();
        String trouble = failed == null ? storage.trouble() : failed;
        if (trouble.isEmpty()) {
            trouble = lastUnreadable;
        }
        return trouble.isEmpty() ? watch.trouble(stalledNanos()) : trouble;
    }

    /** For how long writes of some shard have been waiting without an answer to any; 0 if none waits. */
    public long stalledNanos() {
        return shards.stream().mapToLong(MeasuredShard::stalledNanos).max().orElse(0);
    }

    /** How much may still be written to the disk its data is on; empty if it is not on a disk of this machine. */
    public OptionalLong freeBytes() {
        return watch.freeBytes();
    }

    @Override
    public TierFigures tier() {
        return storage.tier();
    }

    @Override
    public void close() {
        storage.close();
    }
}
