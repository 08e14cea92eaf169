package io.robustmq.placement.service.watch;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.List;

/** Is told what changed, in order, by the thread that applies: it must return at once. */
public interface StateListener {

    /** @param image the one after the batches */
    void onApplied(List<RecordBatch> batches, ClusterImage image);

    /** The state was exchanged as a whole: what was before does not lead to it by batches. */
    void onReplaced(ClusterImage image);
}
