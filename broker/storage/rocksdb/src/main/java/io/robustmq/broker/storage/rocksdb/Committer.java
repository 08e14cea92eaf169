package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.GroupCommit;
import io.robustmq.broker.storage.base.PendingState;
import io.robustmq.broker.storage.base.PendingWrite;
import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.base.RecordBytes;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Writes of all shards, committed in groups: one atomic batch of the database and one fsync for all that wait. Also drops what
 * is beyond the limits, once a second.
 */
final class Committer implements GroupCommit.Medium<RocksDbShard>, AutoCloseable {
    private static final long LIMITS_EVERY_MILLIS = 1_000;

    private final Database database;
    private final GroupCommit<RocksDbShard> queue;
    private final List<RocksDbShard> shards = new ArrayList<>();

    /** Held while stretches are added or dropped, and so by commits. */
    private final Object lock = new Object();

    private long limitsAppliedNanos = System.nanoTime();

    Committer(Database database, QueueLimits limits) {
        this.database = database;
        this.queue = new GroupCommit<>("storage-rocksdb-write", limits, LIMITS_EVERY_MILLIS, this);
    }

    void start(List<RocksDbShard> all) {
        shards.addAll(all);
        queue.start();
    }

    CompletionStage<Written> submit(RocksDbShard shard, WriteBatch batch) {
        return queue.submit(shard, batch);
    }

    @Nullable
    StorageException failure() {
        return queue.failure();
    }

    @Override
    public void commit(List<PendingWrite<RocksDbShard>> group) {
        Set<RocksDbShard> touched = new LinkedHashSet<>();
        synchronized (lock) {
            try (org.rocksdb.WriteBatch batch = new org.rocksdb.WriteBatch()) {
                boolean requires = requires(group);
                Map<RocksDbShard, PendingState> pending = new HashMap<>();
                for (PendingWrite<RocksDbShard> write : group) {
                    PendingState state = requires
                            ? pending.computeIfAbsent(write.shard(), shard -> new PendingState(shard.state::get))
                            : null;
                    if (add(write, state, batch)) {
                        touched.add(write.shard());
                    }
                }
                for (RocksDbShard shard : touched) {
                    shard.log.addEnd(batch);
                }
                if (!touched.isEmpty()) {
                    database.write(batch, true);
                }
            } catch (RocksDBException e) {
                throw Database.failed("writing", e);
            }
            touched.removeIf(shard -> !shard.log.committed());
        }
        touched.forEach(shard -> shard.tails.wake());
    }

    private static boolean requires(List<PendingWrite<RocksDbShard>> group) {
        for (PendingWrite<RocksDbShard> write : group) {
            for (StateChange change : write.batch().changes()) {
                if (change instanceof StateChange.Require) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean add(PendingWrite<RocksDbShard> write, @Nullable PendingState state, org.rocksdb.WriteBatch batch)
            throws RocksDBException {
        if (state != null) {
            StorageException conflict = state.conflict(write.batch().changes());
            if (conflict != null) {
                write.refused(conflict);
                return false;
            }
            state.apply(write.batch().changes());
        }
        ShardLog log = write.shard().log;
        long first = log.pendingNext();
        for (LogRecord record : write.batch().records()) {
            log.add(record, RecordBytes.encode(record), batch);
        }
        for (StateChange change : write.batch().changes()) {
            addChange(write.shard().index, change, batch);
        }
        write.written(new Written(first, log.pendingNext()));
        return true;
    }

    private void addChange(int shard, StateChange change, org.rocksdb.WriteBatch batch) throws RocksDBException {
        switch (change) {
            case StateChange.Put put -> batch.put(database.state, Keys.state(shard, put.key()), put.value());
            case StateChange.Delete delete -> batch.delete(database.state, Keys.state(shard, delete.key()));
            case StateChange.DeleteRange range -> {
                byte[] from = Keys.state(shard, range.from());
                byte[] to = range.to().length == 0 ? Keys.behindShard(shard) : Keys.state(shard, range.to());
                if (Arrays.compareUnsigned(from, to) < 0) {
                    batch.deleteRange(database.state, from, to);
                }
            }
            case StateChange.Require require -> {}
        }
    }

    @Override
    public void pause() {
        long now = System.nanoTime();
        if (now - limitsAppliedNanos < LIMITS_EVERY_MILLIS * 1_000_000) {
            return;
        }
        limitsAppliedNanos = now;
        for (RocksDbShard shard : shards) {
            drop(shard, shard.log.beyond(shard.limits, System.currentTimeMillis()));
        }
    }

    /** Drops the stretches of a shard that end at or below an offset. For any thread. */
    void drop(RocksDbShard shard, long before) {
        boolean dropped = true;
        while (dropped) {
            synchronized (lock) {
                dropped = shard.log.dropOldest(before);
            }
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
