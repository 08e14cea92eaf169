package io.robustmq.placement.state.record;

import java.util.List;

/**
 * All that one command did. The unit that is replicated, stored and replayed.
 *
 * @param revision that of the image it was decided on, and one
 * @param records 1 or more
 */
public record RecordBatch(long revision, List<StateRecord> records) {
    public RecordBatch {
        records = List.copyOf(records);
    }
}
