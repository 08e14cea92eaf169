package io.robustmq.placement.server.state;

import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.server.disk.KeyValueStore;
import io.robustmq.placement.server.raft.ReplicatedState;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.state.format.Snapshot;
import io.robustmq.placement.state.format.StoredChange;
import io.robustmq.placement.state.format.StoredEntries;
import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The state of the placement centre: an image for reading, and its entries on disk. What a batch changes, the revision and the
 * log position are written together.
 *
 * <p>Keys are those of {@link StoredEntries}; a key with 0xFF before it belongs to a backup that is being restored, and 0xFF alone has the
 * term (8 bytes, high byte first) in which its first part came. A leader restores one backup at a time, so the parts of one term are of
 * one backup; what comes in another term is of another, and refused.
 */
public final class PlacementState implements ReplicatedState {

    private static final int ASIDE = 0xFF;
    private static final byte[] ASIDE_TERM = {(byte) ASIDE};
    private static final long NOTHING_ASIDE = -1;

    /**
     * A cluster that takes the place of the one a backup is of goes on so much above the backup: whoever watched that one had seen
     * fewer revisions after the backup, and is told to begin with a snapshot rather than going on in the midst of another story.
     */
    private static final long REVISIONS_LOST_AT_MOST = 1_000_000_000L;

    /**
     * A state that is restored goes on so much above the one it takes the place of: more than can have been decided on that one and
     * be on its way still, or a part of it would seem to follow.
     */
    private static final long REVISIONS_ON_THEIR_WAY_AT_MOST = 10_000;

    private static final int PAGE_ENTRIES = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    private final KeyValueStore store;
    private final StateListener listener;
    private final Foreseen foreseen = new Foreseen();
    private volatile ClusterImage image;
    private long asideTerm; // of the thread that applies

    /** Reads what the folder has. The listener is told at once. */
    public PlacementState(Path folder, StateListener listener) {
        this.store = new KeyValueStore(folder);
        this.listener = listener;
        this.image = load();
        listener.onReplaced(image);
    }

    private ClusterImage load() {
        ImageBuilder builder = new ImageBuilder();
        asideTerm = NOTHING_ASIDE;
        store.forEach((key, value) -> {
            if (Arrays.equals(key, ASIDE_TERM)) {
                asideTerm = ByteBuffer.wrap(value).getLong();
            } else if (!isAside(key)) {
                StoredEntries.read(new StoredEntry(key, value), builder);
            }
        });
        return builder.build();
    }

    /** All that is applied here. */
    public ClusterImage image() {
        return image;
    }

    @Override
    public LogPosition applied() {
        return store.position();
    }

    /**
     * Tells of an entry that is about to be put into the log by this member, for the time when it is applied: then what was decided
     * is taken for what replaying the entry would make, and is it. To be called by one thread, in the order of the log.
     *
     * @return the entry's bytes
     */
    public byte[] foresee(Decided decided) {
        foreseen.add(decided);
        return decided.entry();
    }

    @Override
    public byte[] apply(LogPosition at, byte[] entry) {
        Decided decided = LogEntryCodec.isBatches(entry) ? foreseen.take(entry, image) : null;
        if (decided != null) {
            become(at, decided.batches(), decided.to());
            return LogEntry.Answer.APPLIED.toBytes();
        }
        LogEntry.Answer answer =
                switch (LogEntryCodec.decode(entry)) {
                    case LogEntry.Batches batches -> apply(at, batches.batches());
                    case LogEntry.RestorePart part -> putAside(at, part);
                    case LogEntry.RestoreEnd end -> restore(at, end);
                };
        return answer.toBytes();
    }

    private LogEntry.Answer apply(LogPosition at, List<RecordBatch> batches) {
        if (batches.getFirst().revision() != image.revision() + 1) {
            pass(at);
            return LogEntry.Answer.REFUSED;
        }
        become(at, batches, image.replay(batches));
        return LogEntry.Answer.APPLIED;
    }

    private void become(LogPosition at, List<RecordBatch> batches, ClusterImage next) {
        store.write(at, StoredEntries.changesOf(batches));
        image = next;
        listener.onApplied(batches, next);
    }

    @Override
    public void pass(LogPosition at) {
        store.write(at, List.of());
    }

    // ---- restoring a backup

    private LogEntry.Answer putAside(LogPosition at, LogEntry.RestorePart part) {
        List<StoredChange> changes = new ArrayList<>();
        if (part.first()) {
            store.forEach((key, value) -> {
                if (isAside(key)) {
                    changes.add(new StoredChange.Delete(key));
                }
            });
            asideTerm = at.term();
            changes.add(new StoredChange.Put(
                    ASIDE_TERM,
                    ByteBuffer.allocate(Long.BYTES).putLong(asideTerm).array()));
        } else if (asideTerm != at.term()) {
            pass(at);
            return LogEntry.Answer.REFUSED;
        }
        part.entries().forEach(entry -> changes.add(new StoredChange.Put(aside(entry.key()), entry.value())));
        store.write(at, changes);
        return LogEntry.Answer.APPLIED;
    }

    private LogEntry.Answer restore(LogPosition at, LogEntry.RestoreEnd end) {
        if (asideTerm != at.term() || image.revision() != end.expectedRevision()) {
            pass(at);
            return LogEntry.Answer.REFUSED;
        }
        ImageBuilder builder = new ImageBuilder();
        List<StoredChange> changes = new ArrayList<>();
        long[] found = {0};
        store.forEach((key, value) -> {
            changes.add(new StoredChange.Delete(key));
            if (isAside(key) && key.length > ASIDE_TERM.length) {
                found[0]++;
                StoredEntries.read(new StoredEntry(Arrays.copyOfRange(key, 1, key.length), value), builder);
            }
        });
        if (found[0] != end.entries()) {
            pass(at);
            return LogEntry.Answer.REFUSED;
        }
        builder.clusterId(end.clusterId());
        long highest = Math.max(builder.build().revision(), image.revision());
        boolean isAnothers = !end.clusterId().equals(image.clusterId());
        builder.revision(highest + (isAnothers ? REVISIONS_LOST_AT_MOST : REVISIONS_ON_THEIR_WAY_AT_MOST));
        ClusterImage restored = builder.build();
        changes.addAll(entries(restored));
        store.write(at, changes);
        image = restored;
        asideTerm = NOTHING_ASIDE;
        listener.onReplaced(restored);
        return LogEntry.Answer.APPLIED;
    }

    private static List<StoredChange> entries(ClusterImage image) {
        List<StoredChange> all = new ArrayList<>();
        byte[] after = {};
        boolean more = true;
        while (more) {
            Snapshot.Page page = Snapshot.page(image, after, PAGE_ENTRIES, PAGE_BYTES);
            page.entries().forEach(entry -> all.add(new StoredChange.Put(entry.key(), entry.value())));
            after = page.entries().isEmpty() ? after : page.entries().getLast().key();
            more = page.more();
        }
        return all;
    }

    private static boolean isAside(byte[] key) {
        return (key[0] & 0xFF) == ASIDE;
    }

    private static byte[] aside(byte[] key) {
        byte[] longer = new byte[key.length + 1];
        longer[0] = (byte) ASIDE;
        System.arraycopy(key, 0, longer, 1, key.length);
        return longer;
    }

    // ---- checkpoints

    @Override
    public void checkpoint(Path folder) {
        store.checkpoint(folder);
    }

    @Override
    public void restore(Path folder) {
        store.restore(folder);
        image = load();
        listener.onReplaced(image);
    }

    /** How many entries were foreseen and have not come back. */
    int expected() {
        return foreseen.size();
    }

    @Override
    public void close() {
        store.close();
    }
}
