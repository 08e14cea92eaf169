package io.robustmq.journal.server.disk;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.Receipt;
import io.robustmq.journal.api.v1.Remembered;
import io.robustmq.journal.api.v1.StateEntry;
import io.robustmq.placement.raft.Folders;
import io.robustmq.placement.raft.LogPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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
 * The state of the shards of a group in RocksDB, and up to where it is applied, which changes with it or not at all. There is no
 * write-ahead log: what a crash takes back is applied again.
 *
 * <p>One thread applies; any may read.
 */
public final class StateStore implements AutoCloseable {
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

    /** Held to use the database, and alone to put another in its place. */
    private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();

    private final Producers producers = new Producers();
    private final Map<Integer, Long> trims = new ConcurrentHashMap<>();
    private @Nullable RocksDB database;
    private volatile Applied applied = Applied.NOTHING;

    /** @throws UncheckedIOException if the folder cannot be used */
    public StateStore(Path folder) {
        this.folder = folder;
        open();
    }

    private void open() {
        try {
            Files.createDirectories(folder);
            database = RocksDB.open(options, folder.toString());
        } catch (IOException | RocksDBException e) {
            throw failed("cannot be opened", e);
        }
        use("cannot be read", open -> {
            byte[] position = open.get(StateKeys.POSITION);
            applied = position == null ? Applied.NOTHING : decode(ByteBuffer.wrap(position));
            load(open);
            return true;
        });
    }

    private static Applied decode(ByteBuffer position) {
        return new Applied(new LogPosition(position.getLong(), position.getLong()), position.getLong());
    }

    private void load(RocksDB open) throws RocksDBException {
        producers.clear();
        trims.clear();
        Map<Integer, List<Map.Entry<ByteString, Remembered>>> found = new TreeMap<>();
        try (RocksIterator all = open.newIterator()) {
            for (all.seek(new byte[1]); all.isValid(); ) {
                byte[] key = all.key();
                int shard = key[0];
                if (key[1] == StateKeys.VALUE) {
                    all.seek(StateKeys.end(shard, new byte[0]));
                    continue;
                }
                if (key[1] == StateKeys.TRIM) {
                    trims.put(shard, ByteBuffer.wrap(all.value()).getLong());
                } else {
                    found.computeIfAbsent(shard, none -> new ArrayList<>())
                            .add(Map.entry(
                                    ByteString.copyFrom(StateKeys.withoutPrefix(key)),
                                    Remembered.parseFrom(all.value())));
                }
                all.next();
            }
            all.status();
        } catch (InvalidProtocolBufferException e) {
            throw failed("cannot be read", e);
        }
        found.forEach(producers::load);
    }

    private UncheckedIOException failed(String what, Exception why) {
        return new UncheckedIOException(
                "the state in " + folder + " " + what + ": " + why.getMessage(),
                why instanceof IOException io ? io : new IOException(why));
    }

    /** Something done with the database. */
    private interface Use<T extends @Nullable Object> {
        T of(RocksDB open) throws RocksDBException;
    }

    private <T extends @Nullable Object> T use(String what, Use<T> use) {
        using.readLock().lock();
        try {
            RocksDB open = database;
            if (open == null) {
                throw failed(what, new IOException("it is closed"));
            }
            return use.of(open);
        } catch (RocksDBException e) {
            throw failed(what, e);
        } finally {
            using.readLock().unlock();
        }
    }

    // ---- applying

    /** Up to where entries are applied. */
    public Applied applied() {
        return applied;
    }

    /** Makes what an entry says, and moves on behind it. */
    public void apply(Applied to, List<PlacedReceipt> receipts) {
        use("cannot be written", open -> {
            try (WriteBatch batch = new WriteBatch()) {
                for (PlacedReceipt placed : receipts) {
                    add(placed, batch);
                }
                batch.put(
                        StateKeys.POSITION,
                        ByteBuffer.allocate(24)
                                .putLong(to.at().term())
                                .putLong(to.at().index())
                                .putLong(to.endOffset())
                                .array());
                open.write(unlogged, batch);
                applied = to;
                return true;
            }
        });
    }

    private void add(PlacedReceipt placed, WriteBatch batch) throws RocksDBException {
        Receipt receipt = placed.receipt();
        int shard = receipt.getShard();
        for (Change change : receipt.getChangesList()) {
            add(shard, change, batch);
        }
        Long trimmed = trims.get(shard);
        boolean first = trimmed == null && placed.hasRecords();
        if (first || (receipt.hasTrimBefore() && (trimmed == null || receipt.getTrimBefore() > trimmed))) {
            trims.put(shard, receipt.getTrimBefore());
            batch.put(
                    StateKeys.key(shard, StateKeys.TRIM, new byte[0]),
                    ByteBuffer.allocate(8).putLong(receipt.getTrimBefore()).array());
        }
        if (!receipt.getProducer().isEmpty()) {
            remember(placed, batch);
        }
    }

    private static void add(int shard, Change change, WriteBatch batch) throws RocksDBException {
        switch (change.getKindCase()) {
            case PUT ->
                batch.put(
                        StateKeys.key(
                                shard, StateKeys.VALUE, change.getPut().getKey().toByteArray()),
                        change.getPut().getValue().toByteArray());
            case DELETE ->
                batch.delete(StateKeys.key(
                        shard, StateKeys.VALUE, change.getDelete().getKey().toByteArray()));
            case DELETE_RANGE -> {
                byte[] from = StateKeys.key(
                        shard,
                        StateKeys.VALUE,
                        change.getDeleteRange().getFrom().toByteArray());
                byte[] to = StateKeys.end(shard, change.getDeleteRange().getTo().toByteArray());
                if (Arrays.compareUnsigned(from, to) < 0) {
                    batch.deleteRange(from, to);
                }
            }
            case REQUIRE, KIND_NOT_SET -> throw new IllegalStateException("a receipt with " + change.getKindCase());
        }
    }

    private void remember(PlacedReceipt placed, WriteBatch batch) throws RocksDBException {
        Receipt receipt = placed.receipt();
        Remembered now = producers.add(
                receipt.getShard(),
                receipt.getProducer(),
                Remembered.Answered.newBuilder()
                        .setSequence(receipt.getSequence())
                        .setFirstOffset(placed.firstOffset())
                        .addAllRecords(receipt.getRecordsList())
                        .addAllRefused(receipt.getRefusedList())
                        .build());
        batch.put(
                StateKeys.key(
                        receipt.getShard(),
                        StateKeys.PRODUCER,
                        receipt.getProducer().toByteArray()),
                now.toByteArray());
        ByteString forgotten = producers.forget(receipt.getShard());
        if (forgotten != null) {
            batch.delete(StateKeys.key(receipt.getShard(), StateKeys.PRODUCER, forgotten.toByteArray()));
        }
    }

    // ---- reading

    public byte @Nullable [] get(int shard, byte[] key) {
        return this.<byte @Nullable []>use(
                "cannot be read", open -> open.get(StateKeys.key(shard, StateKeys.VALUE, key)));
    }

    /** The last answers of a producer; null if it never wrote, or long ago. */
    public @Nullable Remembered remembered(int shard, ByteString producer) {
        return producers.get(shard, producer);
    }

    /** Nobody needs records below it, of any shard that ever had records. */
    public long trimBefore() {
        long least = Long.MAX_VALUE;
        for (long before : trims.values()) {
            least = Math.min(least, before);
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /** The shards that ever had records. */
    public Set<Integer> shards() {
        return Set.copyOf(trims.keySet());
    }

    /** @param more whether there are further entries in what was asked for */
    public record StatePage(List<StateEntry> entries, boolean more) {}

    /** Entries from a key on up to another (not included; empty for no end), in order; the first comes whatever its size. */
    public StatePage page(int shard, byte[] from, byte[] to, int maxEntries, long maxBytes) {
        return use("cannot be read", open -> {
            List<StateEntry> entries = new ArrayList<>();
            byte[] end = StateKeys.end(shard, to);
            long bytes = 0;
            try (RocksIterator iterator = open.newIterator()) {
                for (iterator.seek(StateKeys.key(shard, StateKeys.VALUE, from)); iterator.isValid(); iterator.next()) {
                    byte[] key = iterator.key();
                    if (Arrays.compareUnsigned(key, end) >= 0) {
                        return new StatePage(entries, false);
                    }
                    byte[] value = iterator.value();
                    long size = (long) key.length + value.length;
                    if (!entries.isEmpty() && (entries.size() >= maxEntries || bytes + size > maxBytes)) {
                        return new StatePage(entries, true);
                    }
                    entries.add(StateEntry.newBuilder()
                            .setKey(ByteString.copyFrom(StateKeys.withoutPrefix(key)))
                            .setValue(ByteString.copyFrom(value))
                            .build());
                    bytes += size;
                }
                iterator.status();
            }
            return new StatePage(entries, false);
        });
    }

    // ---- checkpoints

    /** Writes a copy to a folder that does not exist; it is on disk when this returns. Unchanged files are linked, not copied. */
    public void checkpoint(Path copy) {
        use("cannot be copied", open -> {
            try (FlushOptions wait = new FlushOptions().setWaitForFlush(true);
                    Checkpoint checkpoint = Checkpoint.create(open)) {
                open.flush(wait);
                checkpoint.createCheckpoint(copy.toString());
                return true;
            }
        });
    }

    /** Becomes what a checkpoint holds. A crash meanwhile leaves an older state, or none, never a mixture. */
    public void restore(Path checkpoint) {
        using.writeLock().lock();
        try {
            closeDatabase();
            Folders.become(folder, files(checkpoint));
            open();
        } catch (IOException e) {
            throw failed("cannot be taken from " + checkpoint, e);
        } finally {
            using.writeLock().unlock();
        }
    }

    /** The files of the store itself; beside them are those of the log, and the checksums that the replication leaves. */
    private static List<Path> files(Path checkpoint) throws IOException {
        try (Stream<Path> all = Files.list(checkpoint)) {
            return all.filter(file -> !file.toString().endsWith(".md5") && !SegmentLinks.isOfLog(file))
                    .toList();
        }
    }

    private void closeDatabase() {
        RocksDB open = database;
        database = null;
        if (open != null) {
            open.close();
        }
    }

    /** Writes out what is in memory, so that little has to be applied again, and closes. */
    @Override
    public void close() {
        using.writeLock().lock();
        try {
            RocksDB open = database;
            if (open == null) {
                return;
            }
            try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
                open.flush(wait);
            } catch (RocksDBException e) {
                throw failed("cannot be written", e);
            } finally {
                closeDatabase();
                unlogged.close();
                options.close();
            }
        } finally {
            using.writeLock().unlock();
        }
    }
}
