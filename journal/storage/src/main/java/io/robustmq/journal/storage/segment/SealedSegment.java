package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.RemoteSegment;
import io.robustmq.journal.storage.format.SegmentHeader;
import io.robustmq.journal.storage.index.DamagedIndexException;
import io.robustmq.journal.storage.index.GrowingIndex;
import io.robustmq.journal.storage.index.SegmentIndex;
import io.robustmq.journal.storage.index.StoredIndex;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A segment that is written no more and carries its index. The index is loaded when it is first used, and may be let go of
 * when others are; if it is damaged it is made anew from the batches, which are checked with it, and kept in memory.
 */
public final class SealedSegment implements Segment, IndexCache.Holder {
    private final StoredIndex.Summary summary;
    private final SegmentEnd end;
    private final SharedSource source;
    private final long size;
    private final boolean compacted;
    private final @Nullable RemoteSegment remote;
    private final IndexCache cache;
    private final int blockBytes;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile @Nullable SegmentIndex loaded;
    private volatile boolean used;

    /**
     * @param size of all of it, index included
     * @param remote where else it lies; null if it is in the folder
     * @param blockBytes of an index that has to be made anew
     */
    public SealedSegment(
            StoredIndex.Summary summary,
            SharedSource source,
            long size,
            boolean compacted,
            @Nullable RemoteSegment remote,
            IndexCache cache,
            int blockBytes) {
        this.summary = summary;
        this.end = new SegmentEnd(summary.dataEnd(), summary.endOffset(), summary.maxTimestampMillis());
        this.source = source;
        this.size = size;
        this.compacted = compacted;
        this.remote = remote;
        this.cache = cache;
        this.blockBytes = blockBytes;
    }

    @Override
    public long baseOffset() {
        return summary.baseOffset();
    }

    @Override
    public SegmentEnd end() {
        return end;
    }

    @Override
    public SharedSource source() {
        return source;
    }

    @Override
    public SegmentIndex index() throws IOException {
        SegmentIndex now = loaded;
        if (now != null) {
            if (!used) {
                used = true;
            }
            return now;
        }
        loading.lock();
        try {
            now = loaded;
            return now != null ? now : load();
        } finally {
            loading.unlock();
        }
    }

    private SegmentIndex load() throws IOException {
        StoredIndex stored;
        try {
            stored = StoredIndex.load(source.source(), size);
        } catch (DamagedIndexException damaged) {
            return makeAnew();
        }
        loaded = stored;
        used = true;
        cache.loaded(this, stored.weight());
        return stored;
    }

    private SegmentIndex makeAnew() throws IOException {
        GrowingIndex made = new GrowingIndex(blockBytes);
        SegmentEnd start = new SegmentEnd(SegmentHeader.BYTES, summary.baseOffset(), Long.MIN_VALUE);
        SegmentEnd found = new SegmentScan(source, start, summary.dataEnd(), compacted, made).run();
        if (found.position() != summary.dataEnd()) {
            throw LogException.corrupt(source.name(), found.position(), "a batch is damaged");
        }
        loaded = made;
        return made;
    }

    @Override
    public void remakeIndex() throws IOException {
        loading.lock();
        try {
            if (!(loaded instanceof GrowingIndex)) {
                makeAnew();
            }
        } finally {
            loading.unlock();
        }
    }

    @Override
    public boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    @Override
    public void letGo() {
        if (loaded instanceof StoredIndex) {
            loaded = null;
        }
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    /** Whether records may be missing in it because later ones have taken their place. */
    public boolean isCompacted() {
        return compacted;
    }

    /** Whether it lies elsewhere than in the log's folder. */
    public boolean isRemote() {
        return remote != null;
    }

    /** Where else it lies; null if it is in the folder. */
    public @Nullable RemoteSegment remote() {
        return remote;
    }

    public StoredIndex.Summary summary() {
        return summary;
    }

    /** Its index as it is stored, not kept in memory. The caller holds the source. */
    StoredIndex stored() throws IOException {
        return StoredIndex.load(source.source(), size);
    }
}
