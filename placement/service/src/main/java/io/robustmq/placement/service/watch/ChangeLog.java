package io.robustmq.placement.service.watch;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.List;

/**
 * The latest image, and the batches that led to it, of which so many are kept: whoever saw a revision that is not too old can
 * go on from there. Written by the thread that applies, read by any.
 */
public final class ChangeLog implements StateListener {

    private final RecordBatch[] ring;
    private final Runnable onChange;
    private ClusterImage image = ClusterImage.EMPTY;
    private long oldest = 1; // revision of the oldest batch that is kept; none is if it is beyond the image's
    private long generation;

    /**
     * @param kept how many batches, at least 1
     * @param onChange called after each change, by the thread that applies
     */
    public ChangeLog(int kept, Runnable onChange) {
        this.ring = new RecordBatch[kept];
        this.onChange = onChange;
    }

    @Override
    public void onApplied(List<RecordBatch> batches, ClusterImage after) {
        synchronized (this) {
            for (RecordBatch batch : batches) {
                ring[slot(batch.revision())] = batch;
            }
            image = after;
            oldest = Math.max(oldest, after.revision() - ring.length + 1);
        }
        onChange.run();
    }

    @Override
    public void onReplaced(ClusterImage after) {
        synchronized (this) {
            image = after;
            oldest = after.revision() + 1;
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

    /** Grows whenever the state is exchanged as a whole. */
    synchronized long generation() {
        return generation;
    }

    /** The batch of a revision, or null if it has not been applied yet. The caller has asked {@link #reaches} before. */
    synchronized @org.jspecify.annotations.Nullable RecordBatch batch(long revision) {
        return revision > image.revision() || revision < oldest ? null : ring[slot(revision)];
    }

    /** Whether all that came after a revision is kept. */
    synchronized boolean reaches(long revision) {
        return revision + 1 >= oldest;
    }
}
