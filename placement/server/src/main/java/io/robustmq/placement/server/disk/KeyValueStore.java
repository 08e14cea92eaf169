package io.robustmq.placement.server.disk;

import io.robustmq.placement.raft.Folders;
import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.state.format.StoredChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Keys and values in RocksDB, and the log position they stand at, which changes with them or not at all.
 *
 * <p>There is no write-ahead log: the replicated log is one. A crash takes the store back to an earlier position, at least that of
 * the last checkpoint; the entries after it are applied again. The position is under the one empty key: term and index, 8
 * bytes each, the high byte first.
 *
 * <p>Used by one thread at a time.
 */
public final class KeyValueStore implements AutoCloseable {

    private static final byte[] POSITION = new byte[0];
    private static final long WRITE_BUFFER_BYTES = 32L << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final Path folder;
    private final Options options = new Options()
            .setCreateIfMissing(true)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setKeepLogFileNum(2);
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private @Nullable RocksDB db;
    private LogPosition position;

    /** @throws StoreException if the folder cannot be used */
    public KeyValueStore(Path folder) {
        this.folder = folder;
        this.db = open();
        this.position = readPosition();
    }

    private RocksDB open() {
        try {
            Files.createDirectories(folder);
            return RocksDB.open(options, folder.toString());
        } catch (IOException | RocksDBException e) {
            throw new StoreException("the store in " + folder + " cannot be opened", e);
        }
    }

    private RocksDB db() {
        RocksDB open = db;
        if (open == null) {
            throw new IllegalStateException("the store in " + folder + " is closed");
        }
        return open;
    }

    private LogPosition readPosition() {
        try {
            byte[] stored = db().get(POSITION);
            if (stored == null) {
                return LogPosition.START;
            }
            ByteBuffer bytes = ByteBuffer.wrap(stored);
            return new LogPosition(bytes.getLong(), bytes.getLong());
        } catch (RocksDBException e) {
            throw new StoreException("the store in " + folder + " cannot be read", e);
        }
    }

    /** Where the store stands. */
    public LogPosition position() {
        return position;
    }

    /** Makes the changes in their order, and moves to {@code at}. Keys have at least one byte. */
    public void write(LogPosition at, List<StoredChange> changes) {
        try (WriteBatch batch = new WriteBatch()) {
            for (StoredChange change : changes) {
                switch (change) {
                    case StoredChange.Put put -> batch.put(put.key(), put.value());
                    case StoredChange.Delete delete -> batch.delete(delete.key());
                }
            }
            batch.put(POSITION, encode(at));
            db().write(unlogged, batch);
            position = at;
        } catch (RocksDBException e) {
            throw new StoreException("the store in " + folder + " cannot be written", e);
        }
    }

    private static byte[] encode(LogPosition at) {
        return ByteBuffer.allocate(16).putLong(at.term()).putLong(at.index()).array();
    }

    /** Every key with its value, in the order of the keys' bytes. */
    public void forEach(BiConsumer<byte[], byte[]> reader) {
        try (RocksIterator all = db().newIterator()) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                if (all.key().length > 0) {
                    reader.accept(all.key(), all.value());
                }
            }
            all.status();
        } catch (RocksDBException e) {
            throw new StoreException("the store in " + folder + " cannot be read", e);
        }
    }

    /** Writes a copy to a folder that does not exist; it is on disk when this returns. Unchanged files are linked, not copied. */
    public void checkpoint(Path copy) {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true);
                Checkpoint checkpoint = Checkpoint.create(db())) {
            db().flush(wait);
            checkpoint.createCheckpoint(copy.toString());
        } catch (RocksDBException e) {
            throw new StoreException("no checkpoint of the store in " + folder + " can be written", e);
        }
    }

    /** Becomes what a checkpoint holds. A crash meanwhile leaves an older state, or none, never a mixture. */
    public void restore(Path copy) {
        closeDatabase();
        try {
            Folders.become(folder, files(copy));
        } catch (IOException e) {
            throw new StoreException("the checkpoint " + copy + " cannot be copied to " + folder, e);
        }
        db = open();
        position = readPosition();
    }

    /** The files of the store itself; the log leaves checksums beside them. */
    private static List<Path> files(Path copy) throws IOException {
        try (Stream<Path> all = Files.list(copy)) {
            return new ArrayList<>(
                    all.filter(file -> !file.toString().endsWith(".md5")).toList());
        }
    }

    private void closeDatabase() {
        RocksDB open = db;
        if (open != null) {
            open.close();
            db = null;
        }
    }

    /** Writes out what is in memory, so that the next start has little to replay, and closes. */
    @Override
    public void close() {
        RocksDB open = db;
        if (open != null) {
            try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
                open.flush(wait);
            } catch (RocksDBException e) {
                throw new StoreException("the store in " + folder + " cannot be written", e);
            } finally {
                closeDatabase();
                unlogged.close();
                options.close();
            }
        }
    }
}
