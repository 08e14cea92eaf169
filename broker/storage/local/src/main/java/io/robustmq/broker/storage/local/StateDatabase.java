package io.robustmq.broker.storage.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
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
 * The RocksDB of {@link StateStore}, open, with all it takes outside the heap. It has no log of its own: what was written since
 * the last flush is gone with it. Thread-safe until it is closed.
 */
final class StateDatabase implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private final List<AutoCloseable> toClose = new ArrayList<>(); // the last first
    private final WriteOptions unlogged = keep(new WriteOptions()).setDisableWAL(true);
    private final FlushOptions waiting = keep(new FlushOptions()).setWaitForFlush(true);
    private final RocksDB db;

    StateDatabase(Path folder, long writeBufferBytes, long cacheBytes) throws RocksDBException {
        try {
            db = keep(RocksDB.open(options(writeBufferBytes, cacheBytes), folder.toString()));
        } catch (RocksDBException e) {
            close();
            throw e;
        }
    }

    private Options options(long writeBufferBytes, long cacheBytes) throws RocksDBException {
        Options options = keep(new Options())
                .setCreateIfMissing(true)
                .setKeepLogFileNum(3)
                .setWriteBufferSize(writeBufferBytes)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(keep(new LRUCache(cacheBytes)))
                        .setBlockSize(16 << 10)
                        .setFilterPolicy(keep(new BloomFilter(10)))
                        .setCacheIndexAndFilterBlocks(true)
                        .setFormatVersion(5));
        // It has compactions go on after a full disk; nothing does so for a flush, see StateStore.
        options.setSstFileManager(keep(new SstFileManager(Env.getDefault())));
        return options;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        toClose.add(resource);
        return resource;
    }

    byte @Nullable [] get(byte[] key) throws RocksDBException {
        return db.get(key);
    }

    /** To be closed before this is. */
    RocksIterator iterator() {
        return db.newIterator();
    }

    void write(WriteBatch batch) throws RocksDBException {
        db.write(unlogged, batch);
    }

    /** Returns when everything written before is on the disk. If it fails, so does every write after it. */
    void flush() throws RocksDBException {
        db.flush(waiting);
    }

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
