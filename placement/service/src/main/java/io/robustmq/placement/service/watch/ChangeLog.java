package io.robustmq.placement.service.watch;

import io.robustmq.placement.service.convert.Weight;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest image, and the batches that led to it, of which so many are kept, and fewer where they are large: whoever saw a revision
 * that is not too old can go on from there. Written by the thread that applies, read by any.
 */
public final class ChangeLog implements StateListener {

    private final @Nullable RecordBatch[] ring;
    private final long mostBytes;
    private final Runnable onChange;
    private ClusterImage image = ClusterImage.EMPTY;
    private long oldest = 1; // revision of the oldest batch that is kept; none is if it is beyond the image's
    private long bytes; // of those that are kept, about
    private long generation;
    private long weighed; // bytes of all changes there ever were, about

    /**
     * @param kept how many batches, at least 1
     * @param mostBytes of all that are kept, about; the latest one is kept in any case
     * @param onChange called after each change, by the thread that applies
     */
    public ChangeLog(int kept, long mostBytes, Runnable onChange) {
        this.ring = new RecordBatch[kept];
        this.mostBytes = mostBytes;
        this.onChange = onChange;
    }

    @Override
    public void onApplied(List<RecordBatch> batches, ClusterImage after) {
        synchronized (this) {
            image = after;
            batches.forEach(this::keep);
        }
        onChange.run();
    }

    private void keep(RecordBatch batch) {
        long weight = Weight.of(batch);
        bytes += weight;
        weighed += weight;
        while (oldest < batch.revision() && (bytes > mostBytes || oldest <= batch.revision() - ring.length)) {
            RecordBatch forgotten = ring[slot(oldest)];
            if (forgotten != null) {
                bytes -= Weight.of(forgotten);
                ring[slot(oldest)] = null;
            }
            oldest++;
        }
        ring[slot(batch.revision())] = batch;
    }

    @Override
    public void onReplaced(ClusterImage after) {
        synchronized (this) {
            image = after;
            oldest = after.revision() + 1;
            Arrays.fill(ring, null);
            bytes = 0;
            generation++;
        }
        onChange.run();
    }

    private int slot(long revision) {
        return (int) (revision % ring.length);
    }

    public synchronized ClusterImage image() {
        return image;
    }

    /** The latest image, for snapshots. */
    synchronized Base base() {
        return new Base(image, weighed);
    }

    /** How many bytes of changes there have been since an image was the latest one: as much of it, about, nobody else holds. */
    synchronized long changedSince(Base base) {
        return Math.max(0, weighed - base.weighed());
    }

    /** Grows whenever the state is exchanged as a whole. */
    synchronized long generation() {
        return generation;
    }

    /** The batch of a revision, or null if it has not been applied yet. The caller has asked {@link #reaches} before. */
    synchronized @Nullable RecordBatch batch(long revision) {
        return revision > image.revision() || revision < oldest ? null : ring[slot(revision)];
    }

    /** Whether all that came after a revision is kept. */
    synchronized boolean reaches(long revision) {
        return revision + 1 >= oldest;
    }
}
