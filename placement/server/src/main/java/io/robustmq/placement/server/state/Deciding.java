package io.robustmq.placement.server.state;

import io.robustmq.placement.state.format.BatchCodec;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of the log in the making: batch after batch, each decided on what those before it lead to. Confined to one thread.
 */
public final class Deciding {

    private final ClusterImage from;
    private final ImageBuilder tip;
    private final BatchCodec.Encoder encoder = new BatchCodec.Encoder();
    private final List<RecordBatch> batches = new ArrayList<>();
    private final List<byte[]> encoded = new ArrayList<>();
    private int bytes;

    /** @param from the image on which the first batch will be decided */
    public Deciding(ClusterImage from) {
        this.from = from;
        this.tip = new ImageBuilder(from);
    }

    /** What the next batch is to be decided on. Only for this thread, and until the next batch is added. */
    public ClusterImage tip() {
        return batches.isEmpty() ? from : tip.view();
    }

    /** One batch more, decided on {@link #tip}. */
    public void add(RecordBatch batch) {
        byte[] asBytes = encoder.encode(batch);
        tip.replay(batch);
        batches.add(batch);
        encoded.add(asBytes);
        bytes += asBytes.length;
    }

    public boolean isEmpty() {
        return batches.isEmpty();
    }

    /** Of the batches, as the log has them. */
    public int bytes() {
        return bytes;
    }

    /** What became of it; there is at least one batch. */
    public Decided end() {
        return new Decided(from, batches, tip.build(), LogEntryCodec.batches(encoded, bytes));
    }
}
