package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.Readers;
import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageEvents;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TierFigures;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.log.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder, the log of each shard in it, the state of all of them, and the threads that write, read and flush. */
final class LocalStorage implements Storage {
    private final LocalSettings settings;
    private final List<AutoCloseable> toClose = new ArrayList<>(); // the last first
    private final List<LocalShard> shards = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final List<ShardWriter> writers = new ArrayList<>();
    private final StateStore state;
    private final StateFlusher flusher;
    private final LocalTier tier;
    private final PassingOver passingOver;
    private boolean closed;

    static LocalStorage open(Path folder, int shards, LocalSettings settings) {
        return new LocalStorage(folder, shards, settings);
    }

    private LocalStorage(Path path, int wanted, LocalSettings settings) {
        this.settings = settings;
        this.passingOver = new PassingOver(settings.skipDamaged());
        try {
            StorageFolder folder = keep(new StorageFolder(path, wanted));
            state = keep(new StateStore(folder.state(), settings.stateBufferBytes(), settings.stateCacheBytes()));
            flusher = keep(new StateFlusher(state, settings.stateFlushBytes(), settings.stateFlushMillis()));
            Readers background = keep(new Readers("storage-local-seal", 1, Integer.MAX_VALUE));
            tier = keep(new LocalTier(path, settings.tier(), folder.hasNotes()));
            LogSettings logSettings = settings.log(folder.shards());
            List<ShardLog> logs = new ArrayList<>();
            List<RemoteStore> remotes = new ArrayList<>();
            List<Long> flushed = new ArrayList<>();
            for (int i = 0; i < folder.shards(); i++) {
                remotes.add(tier.of(i));
                ShardLog log = keep(new ShardLog(
                        folder.shard(i), remotes.get(i), logSettings, background.unbounded(), passingOver));
                flushed.add(state.applied(i));
                recover(i, log, folder);
                logs.add(log);
                notices.addAll(log.notices());
            }
            folder.noteSync(settings.durability() == Durability.LOCAL_FSYNC);
            Readers readers = keep(new Readers("storage-local-read", settings.readThreads(), settings.queueReads()));
            Readers farReaders =
                    keep(new Readers("storage-local-tier-read", settings.readThreads(), settings.queueReads()));
            keep(tier); // again: before the logs it moves, and so that nobody reads it for long, it goes first
            for (int i = 0; i < folder.shards(); i++) {
                ShardWriter writer = new ShardWriter(
                        i, logs.get(i), state, flusher, settings.queue(), flushed.get(i), settings.pauseMillis());
                writers.add(writer);
                shards.add(new LocalShard(i, logs.get(i), state, writer, readers, farReaders));
                tier.serve(logs.get(i), remotes.get(i), writer::flushedOffset);
            }
        } catch (RuntimeException e) {
            closeAll();
            throw e;
        }
        flusher.start(writers);
        shards.forEach(LocalShard::start);
        tier.start();
    }

    private <T extends AutoCloseable> T keep(T resource) {
        toClose.add(resource);
        return resource;
    }

    /** Makes the changes that are in a log but not yet in the state. */
    private void recover(int shard, ShardLog log, StorageFolder folder) {
        long applied = state.applied(shard);
        boolean lostUnsynced = applied > log.nextOffset() && folder.wasUnsynced() && log.nextOffset() > 0;
        if (applied < log.startOffset() || (applied > log.nextOffset() && !lostUnsynced)) {
            throw new StorageException(
                    Kind.FAILED,
                    "the log of shard " + shard + " has offsets from " + log.startOffset() + " to " + log.nextOffset()
                            + ", but its state has been made up to " + applied
                            + ": files are missing; restore the folder, or begin anew with an empty one");
        }
        if (lostUnsynced) {
            log.fill(applied); // the offsets of what the machine has lost are not given again
        }
        log.replay(applied, (changes, appliedOffset) -> state.apply(shard, changes, appliedOffset));
    }

    @Override
    public Durability durability() {
        return settings.durability();
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
        if (!flusher.trouble().isEmpty()) {
            return flusher.trouble();
        }
        for (ShardWriter writer : writers) {
            if (!writer.trouble().isEmpty()) {
                return writer.trouble();
            }
        }
        return tier.trouble();
    }

    @Override
    public List<String> notices() {
        return List.copyOf(notices);
    }

    @Override
    public void report(StorageEvents to) {
        passingOver.tell(to);
        tier.tell(to);
    }

    @Override
    public TierFigures tier() {
        return tier.figures();
    }

    /** Brings the state to the disk and moves what is due to the tier, at once. Blocks. */
    void tierNow() throws IOException {
        flusher.flush();
        moveNow();
    }

    /** Moves what is due to the tier, at once. Blocks. */
    void moveNow() throws IOException {
        tier.look(System.currentTimeMillis());
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        writers.forEach(ShardWriter::close);
        shards.forEach(LocalShard::endTails);
        closeAll();
    }

    private void closeAll() {
        RuntimeException fault = null;
        for (AutoCloseable resource : toClose.reversed()) {
            try {
                resource.close();
            } catch (RuntimeException e) {
                fault = fault == null ? e : fault;
            } catch (Exception e) {
                fault = fault == null ? new IllegalStateException(e) : fault; // none of them throws others
            }
        }
        toClose.clear();
        if (fault != null) {
            throw fault;
        }
    }
}
