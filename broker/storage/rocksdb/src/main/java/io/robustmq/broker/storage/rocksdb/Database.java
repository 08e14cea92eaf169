package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.DatabaseFolder;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Statistics;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The open database and its columns. Thread-safe until it is closed; whoever closes it sees to it that nobody is within.
 */
final class Database implements AutoCloseable {
    private static final long MAX_WAL_BYTES = 256L << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final List<AutoCloseable> toClose = new ArrayList<>(); // the last first
    private final RocksDB db;
    private final WriteOptions synced = keep(new WriteOptions()).setSync(true);
    private final WriteOptions unsynced = keep(new WriteOptions());
    final ColumnFamilyHandle meta;
    final ColumnFamilyHandle log;
    final ColumnFamilyHandle topics;
    final ColumnFamilyHandle keys;
    final ColumnFamilyHandle times;
    final ColumnFamilyHandle state;

    Database(Path folder, RocksDbSettings settings) {
        this(folder, settings, null);
    }

    /** @param statistics counts what the database does, or null; the caller closes it afterwards */
    Database(Path folder, RocksDbSettings settings, @Nullable Statistics statistics) {
        Cache cache = keep(new LRUCache(settings.cacheBytes()));
        BloomFilter bloom = keep(new BloomFilter(10));
        DBOptions options = keep(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxTotalWalSize(MAX_WAL_BYTES)
                .setKeepLogFileNum(3);
        if (statistics != null) {
            options.setStatistics(statistics);
        }
        List<ColumnFamilyDescriptor> descriptors = List.of(
                column("default", 1 << 20, cache, bloom),
                column("log", settings.writeBufferBytes(), cache, bloom),
                column("topics", settings.writeBufferBytes() / 4, cache, bloom),
                column("keys", settings.writeBufferBytes() / 4, cache, bloom),
                column("times", 1 << 20, cache, bloom),
                column("state", settings.writeBufferBytes(), cache, bloom));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            db = RocksDB.open(options, folder.toString(), descriptors, handles);
        } catch (IOException e) {
            closeAll();
            throw new StorageException(Kind.FAILED, "the folder " + folder + " cannot be made: " + e.getMessage(), e);
        } catch (RocksDBException e) {
            closeAll();
            throw cannotOpen(folder, e);
        }
        keep(db);
        handles.forEach(this::keep);
        meta = handles.get(0);
        log = handles.get(1);
        topics = handles.get(2);
        keys = handles.get(3);
        times = handles.get(4);
        state = handles.get(5);
    }

    private static StorageException cannotOpen(Path folder, RocksDBException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("/LOCK")) {
            return new StorageException(
                    Kind.FAILED,
                    "the folder " + folder + " is in use by another process: stop that one, or give this one a folder"
                            + " of its own (" + message + ")",
                    e);
        }
        return new StorageException(Kind.FAILED, DatabaseFolder.cannotBeOpened(folder, message), e);
    }

    private ColumnFamilyDescriptor column(String name, long writeBufferBytes, Cache cache, BloomFilter bloom) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 << 10)
                .setFilterPolicy(bloom)
                .setCacheIndexAndFilterBlocks(true)
                .setFormatVersion(5);
        ColumnFamilyOptions options = keep(new ColumnFamilyOptions())
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(writeBufferBytes);
        return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options);
    }

    private <T extends AutoCloseable> T keep(T resource) {
        toClose.add(resource);
        return resource;
    }

    byte @Nullable [] get(ColumnFamilyHandle column, byte[] key) {
        try {
            return db.get(column, key);
        } catch (RocksDBException e) {
            throw failed("reading", e);
        }
    }

    /** The caller closes it. */
    RocksIterator iterator(ColumnFamilyHandle column) {
        return db.newIterator(column);
    }

    /** To be asked when an iterator has no more: whether that is because there is no more. */
    static void check(RocksIterator iterator) {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("reading", e);
        }
    }

    /** @param sync whether it is on disk when this returns */
    void write(WriteBatch batch, boolean sync) {
        try {
            db.write(sync ? synced : unsynced, batch);
        } catch (RocksDBException e) {
            throw failed("writing", e);
        }
    }

    static StorageException failed(String what, RocksDBException e) {
        return new StorageException(
                Kind.FAILED,
                what + " the database failed: " + e.getMessage()
                        + "; see to the disk (room, rights, health) and restart",
                e);
    }

    private void closeAll() {
        for (AutoCloseable resource : toClose.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e); // those of RocksDB throw nothing
            }
        }
        toClose.clear();
    }

    @Override
    public void close() {
        closeAll();
    }
}
