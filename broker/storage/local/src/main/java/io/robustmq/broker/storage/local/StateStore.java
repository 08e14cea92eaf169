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
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

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
 * <p>A disk that is full when the database writes to it stops the database for good, whatever room there is later: then the
 * state {@link #isStuck}, takes no more changes, is still read, and is made anew by {@link #reopen} from what is on the disk and
 * the logs.
 *
 * <p>Thread-safe. Closing waits for who is within; whoever comes later is told that it is closed.
 */
final class StateStore implements AutoCloseable {
    private static final byte APPLIED = 0;
    private static final byte VALUE = 1;
    private static final int PREFIX_BYTES = 3;

    private final Path folder;
    private final long writeBufferBytes;
    private final long cacheBytes;
    private final FileStore disk;

    /** Held to use the database, and alone to put another in its place. */
    private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();

    /** Null while it could not be made anew: then nobody can read either. Guarded by the lock. */
    private @Nullable StateDatabase database;

    private volatile boolean stuck;

    private volatile boolean closed;

    /**
     * @param writeBufferBytes after how much the database flushes by itself, which should not come before {@link #flush}
     * @param cacheBytes for what is read
     */
    StateStore(Path folder, long writeBufferBytes, long cacheBytes) {
        this.folder = folder;
        this.writeBufferBytes = writeBufferBytes;
        this.cacheBytes = cacheBytes;
        try {
            Files.createDirectories(folder);
            disk = Files.getFileStore(folder);
        } catch (IOException e) {
            throw new StorageException(
                    Kind.FAILED, "the state in " + folder + " cannot be opened: " + e.getMessage(), e);
        }
        database = open();
    }

    private StateDatabase open() {
        try {
            return new StateDatabase(folder, writeBufferBytes, cacheBytes);
        } catch (RocksDBException e) {
            throw isFull(e)
                    ? full("opening", e)
                    : new StorageException(
                            Kind.FAILED, DatabaseFolder.cannotBeOpened(folder, String.valueOf(e.getMessage())), e);
        }
    }

    // ---- a full disk

    /** Whether it takes no changes until it is made anew. */
    boolean isStuck() {
        return stuck;
    }

    /**
     * Makes the state anew: as the last flush left it, and then what is applied meanwhile. Nobody reads or writes until that is
     * done.
     *
     * @param refill applies what the logs have from {@link #applied} on
     * @throws StorageException FULL if there is no room; then nothing can be read until another try
     */
    void reopen(Runnable refill) {
        using.writeLock().lock();
        try {
            if (closed) {
                throw new StorageException(Kind.CLOSED, "the state in " + folder + " is closed");
            }
            letGo();
            database = open();
            stuck = false;
            refill.run();
        } catch (RuntimeException e) {
            letGo(); // it would be a state of long ago
            stuck = true;
            throw e;
        } finally {
            using.writeLock().unlock();
        }
    }

    private void letGo() {
        StateDatabase open = database;
        database = null;
        if (open != null) {
            open.close();
        }
    }

    /** Something done with the database. */
    private interface Use<T> {
        T of(StateDatabase database) throws RocksDBException;
    }

    /** @param what it is, for a message */
    private <T> T use(String what, Use<T> use) {
        using.readLock().lock();
        try {
            StateDatabase open = database;
            if (closed) {
                throw new StorageException(Kind.CLOSED, "the state in " + folder + " is closed");
            }
            if (open == null) {
                throw new StorageException(
                        Kind.UNAVAILABLE, "the state in " + folder + " waits for room on the disk: make room");
            }
            return use.of(open);
        } catch (RocksDBException e) {
            if (isFull(e)) {
                stuck = true;
                throw full(what, e);
            }
            throw new StorageException(
                    Kind.FAILED,
                    what + " the state failed: " + e.getMessage()
                            + "; see to the disk (room, rights, health) and restart",
                    e);
        } finally {
            using.readLock().unlock();
        }
    }

    private static boolean isFull(RocksDBException e) {
        Status status = e.getStatus();
        return status != null && status.getSubCode() == Status.SubCode.NoSpace;
    }

    private StorageException full(String what, RocksDBException e) {
        return new StorageException(
                Kind.FULL, "No space left on the disk for " + what + " the state in " + folder + ": make room", e);
    }

    // ---- reading and writing

    /** The offset below which all changes of a shard's log are in here. */
    long applied(int shard) {
        byte[] applied = get(key(shard, APPLIED, new byte[0]));
        return applied == null ? 0 : ByteBuffer.wrap(applied).getLong();
    }

    byte @Nullable [] get(int shard, byte[] key) {
        return get(key(shard, VALUE, key));
    }

    private byte @Nullable [] get(byte[] key) {
        return use("reading", database -> Optional.ofNullable(database.get(key)))
                .orElse(null);
    }

    /**
     * Makes changes, in order; all or none of them will be seen, also after a crash.
     *
     * @throws StorageException FULL if it is stuck: none was made
     */
    void apply(int shard, List<List<StateChange>> changes, long appliedOffset) {
        use("writing", database -> {
            try (WriteBatch batch = new WriteBatch()) {
                for (List<StateChange> some : changes) {
                    for (StateChange change : some) {
                        add(shard, change, batch);
                    }
                }
                batch.put(
                        key(shard, APPLIED, new byte[0]),
                        ByteBuffer.allocate(8).putLong(appliedOffset).array());
                database.write(batch);
                return true;
            }
        });
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
        return use("reading", database -> page(database, shard, request));
    }

    private static StatePage page(StateDatabase database, int shard, PageRequest request) throws RocksDBException {
        List<StatePage.Entry> entries = new ArrayList<>();
        byte[] end = end(shard, request.to());
        long bytes = 0;
        try (RocksIterator iterator = database.iterator()) {
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
        }
        return new StatePage(entries, false);
    }

    /**
     * Returns when everything applied before is on the disk.
     *
     * @throws StorageException FULL if there was no room: it is stuck from then on
     */
    void flush() {
        use("flushing", database -> {
            database.flush();
            return true;
        });
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

    /** What was not flushed is had from the log again. */
    @Override
    public void close() {
        using.writeLock().lock();
        try {
            closed = true;
            letGo();
        } finally {
            using.writeLock().unlock();
        }
    }
}
