package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.DatabaseFolder;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.Env;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileManager;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The state of all shards, materialised from their logs in a RocksDB without a log of its own. What is written here is safe
 * after {@link #flush}; until then it can be had again from the log, from the applied offset on, which stands in the same
 * column and so is never ahead of the state nor behind it.
 *
 * <pre>
 *   key                            value
 *   shard (2 bytes), 0             8 bytes: the applied offset, below which all changes of the shard's log are in here
 *   shard (2 bytes), 1, key        the key's value
 * </pre>
 *
 * <p>Thread-safe until it is closed; whoever closes it sees to it that nobody is within.
 */
final class StateStore implements AutoCloseable {
    private static final byte APPLIED = 0;
    private static final byte VALUE = 1;
    private static final int PREFIX_BYTES = 3;

    static {
        RocksDB.loadLibrary();
    }

    private final List<AutoCloseable> toClose = new ArrayList<>(); // the last first
    private final WriteOptions unlogged = keep(new WriteOptions()).setDisableWAL(true);
    private final FlushOptions waiting = keep(new FlushOptions()).setWaitForFlush(true);
    private final FileStore disk;
    private final RocksDB db;

    /**
     * @param writeBufferBytes after how much the database flushes by itself, which should not come before {@link #flush}
     * @param cacheBytes for what is read
     */
    StateStore(Path folder, long writeBufferBytes, long cacheBytes) {
        Cache cache = keep(new LRUCache(cacheBytes));
        Options options = keep(new Options())
                .setCreateIfMissing(true)
                .setKeepLogFileNum(3)
                .setWriteBufferSize(writeBufferBytes)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(16 << 10)
                        .setFilterPolicy(keep(new BloomFilter(10)))
                        .setCacheIndexAndFilterBlocks(true)
                        .setFormatVersion(5));
        try {
            // It has compactions go on after a full disk; nothing does so for a flush, see StateFlusher.
            options.setSstFileManager(keep(new SstFileManager(Env.getDefault())));
            Files.createDirectories(folder);
            disk = Files.getFileStore(folder);
            db = keep(RocksDB.open(options, folder.toString()));
        } catch (IOException e) {
            close();
            throw new StorageException(
                    Kind.FAILED, "the state in " + folder + " cannot be opened: " + e.getMessage(), e);
        } catch (RocksDBException e) {
            close();
            throw new StorageException(
                    Kind.FAILED, DatabaseFolder.cannotBeOpened(folder, String.valueOf(e.getMessage())), e);
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        toClose.add(resource);
        return resource;
    }

    /** The offset below which all changes of a shard's log are in here. */
    long applied(int shard) {
        byte[] applied = get(key(shard, APPLIED, new byte[0]));
        return applied == null ? 0 : ByteBuffer.wrap(applied).getLong();
    }

    byte @Nullable [] get(int shard, byte[] key) {
        return get(key(shard, VALUE, key));
    }

    private byte @Nullable [] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw failed("reading", e);
        }
    }

    /** Makes changes, in order; all or none of them will be seen, also after a crash. */
    void apply(int shard, List<List<StateChange>> changes, long appliedOffset) {
        try (WriteBatch batch = new WriteBatch()) {
            for (List<StateChange> some : changes) {
                for (StateChange change : some) {
                    add(shard, change, batch);
                }
            }
            batch.put(
                    key(shard, APPLIED, new byte[0]),
                    ByteBuffer.allocate(8).putLong(appliedOffset).array());
            db.write(unlogged, batch);
        } catch (RocksDBException e) {
            throw failed("writing", e);
        }
    }

    private static void add(int shard, StateChange change, WriteBatch batch) throws RocksDBException {
        switch (change) {
            case StateChange.Put put -> batch.put(key(shard, VALUE, put.key()), put.value());
            case StateChange.Delete delete -> batch.delete(key(shard, VALUE, delete.key()));
            case StateChange.DeleteRange range -> {
                byte[] from = key(shard, VALUE, range.from());
                byte[] to = end(shard, range.to());
                if (Arrays.compareUnsigned(from, to) < 0) {
                    batch.deleteRange(from, to);
                }
            }
            case StateChange.Require require -> {}
        }
    }

    StatePage page(int shard, PageRequest request) {
        List<StatePage.Entry> entries = new ArrayList<>();
        byte[] end = end(shard, request.to());
        long bytes = 0;
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seek(key(shard, VALUE, request.from())); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (Arrays.compareUnsigned(key, end) >= 0) {
                    return new StatePage(entries, false);
                }
                byte[] value = iterator.value();
                int size = key.length + value.length;
                if (!entries.isEmpty()
                        && (entries.size() >= request.maxEntries() || bytes + size > request.maxBytes())) {
                    return new StatePage(entries, true);
                }
                entries.add(new StatePage.Entry(Arrays.copyOfRange(key, PREFIX_BYTES, key.length), value));
                bytes += size;
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("reading", e);
        }
        return new StatePage(entries, false);
    }

    /** Returns when everything applied before is on the disk. If it fails, so does everything after it. */
    void flush() {
        try {
            db.flush(waiting);
        } catch (RocksDBException e) {
            throw failed("flushing", e);
        }
    }

    private static byte[] end(int shard, byte[] to) {
        return to.length == 0 ? key(shard, (byte) (VALUE + 1), to) : key(shard, VALUE, to);
    }

    private static byte[] key(int shard, byte kind, byte[] key) {
        return ByteBuffer.allocate(PREFIX_BYTES + key.length)
                .putShort((short) shard)
                .put(kind)
                .put(key)
                .array();
    }

    /** How much may still be written to its disk; {@link Long#MAX_VALUE} if that cannot be found out. */
    long freeBytes() {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static StorageException failed(String what, RocksDBException e) {
        return new StorageException(
                Kind.FAILED,
                what + " the state failed: " + e.getMessage() + "; see to the disk (room, rights, health) and restart",
                e);
    }

    /** What was not flushed is had from the log again. */
    @Override
    public void close() {
        for (AutoCloseable resource : toClose.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e); // those of RocksDB throw nothing
            }
        }
        toClose.clear();
    }
}
