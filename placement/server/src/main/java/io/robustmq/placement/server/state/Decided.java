package io.robustmq.placement.server.state;

import io.robustmq.placement.state.format.BatchCodec;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a leader has decided for one entry of the log: the batches, and the image they lead to. It has both before the entry is
 * replicated, and need make neither again when it is applied. Made by one thread; not changed any more once it is handed over.
 */
public final class Decided {

    private final ClusterImage from;
    private final List<RecordBatch> batches = new ArrayList<>();
    private final List<byte[]> encoded = new ArrayList<>();
    private ClusterImage to;
    private int bytes;

    /** @param from the image on which the first batch was, or will be, decided */
    public Decided(ClusterImage from) {
        this.from = from;
        this.to = from;
    }

    /** One batch more, decided on {@link #to}. */
    public void add(RecordBatch batch) {
        byte[] asBytes = BatchCodec.encode(batch);
        to = to.replay(batch);
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

    public List<RecordBatch> batches() {
        return Collections.unmodifiableList(batches);
    }

    public ClusterImage from() {
        return from;
    }

    public ClusterImage to() {
        return to;
    }

    /** The entry as the log has it. */
    byte[] entry() {
        return LogEntryCodec.batches(encoded);
    }
}
