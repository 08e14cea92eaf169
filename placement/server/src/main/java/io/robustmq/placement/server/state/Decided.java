package io.robustmq.placement.server.state;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.List;

/**
 * What a leader has decided for one entry of the log: the batches, and the image they lead to. It has both before the entry is
 * replicated, and need make neither again when it is applied.
 *
 * @param from the image on which the first batch was decided
 * @param batches 1 or more, each decided on the image the one before it leads to
 * @param to the image the last one leads to
 * @param entry the bytes that the log has of it; not to be changed
 */
public record Decided(ClusterImage from, List<RecordBatch> batches, ClusterImage to, byte[] entry) {
    public Decided {
        batches = List.copyOf(batches);
    }
}
