package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.Readers;
import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A database, the thread that writes to it, the threads that read from it, and the shards. */
final class RocksDbStorage implements Storage {
    private static final int FORMAT = 1;
    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SHARDS_KEY = "shards".getBytes(StandardCharsets.US_ASCII);

    private final Database database;
    private final Committer committer;
    private final Readers readers;
    private final List<RocksDbShard> shards = new ArrayList<>();
    private boolean closed;

    static RocksDbStorage open(Path folder, int shards, RocksDbSettings settings) {
        return open(new Database(folder, settings), folder, shards, settings);
    }

    /** Over a database that is open, and closed with it. */
    static RocksDbStorage open(Database database, Path folder, int shards, RocksDbSettings settings) {
        try {
            return new RocksDbStorage(database, shardsOf(database, folder, shards), settings);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The number of shards that is written there, or is written there now. */
    private static int shardsOf(Database database, Path folder, int wanted) {
        byte[] format = database.get(database.meta, FORMAT_KEY);
        byte[] shards = database.get(database.meta, SHARDS_KEY);
        if (format != null && ByteBuffer.wrap(format).getInt() > FORMAT) {
            throw new StorageException(
                    Kind.FAILED,
                    "the folder " + folder + " has format "
                            + ByteBuffer.wrap(format).getInt() + ", this version knows " + FORMAT
                            + ": start the version that wrote it, or give this one another folder");
        }
        if (format != null && shards != null) {
            return ByteBuffer.wrap(shards).getInt();
        }
        if (wanted < 1 || wanted > 32_767) {
            throw new IllegalArgumentException(wanted + " shards; 1 to 32767 are allowed");
        }
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(
                    database.meta,
                    FORMAT_KEY,
                    ByteBuffer.allocate(4).putInt(FORMAT).array());
            batch.put(
                    database.meta,
                    SHARDS_KEY,
                    ByteBuffer.allocate(4).putInt(wanted).array());
            database.write(batch, true);
        } catch (RocksDBException e) {
            throw Database.failed("writing", e);
        }
        return wanted;
    }

    private RocksDbStorage(Database database, int count, RocksDbSettings settings) {
        this.database = database;
        this.committer = new Committer(database, settings.queue());
        this.readers = new Readers("storage-rocksdb-read", settings.readThreads(), settings.queueReads());
        try {
            for (int i = 0; i < count; i++) {
                shards.add(new RocksDbShard(i, database, settings, committer, readers));
            }
        } catch (RuntimeException e) {
            readers.close();
            throw e;
        }
        committer.start(shards);
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
        @Nullable StorageException failure = committer.failure();
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        committer.close();
        shards.forEach(shard -> shard.tails.close());
        readers.close();
        database.close();
    }
}
