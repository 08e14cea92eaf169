package io.robustmq.broker.storage.spi;

import java.util.List;

/**
 * What is written together: records for the log, then changes of the state. Nothing of it happens if a
 * {@link StateChange.Require} does not hold or the medium fails.
 *
 * @param records may be empty
 * @param changes made in this order; may be empty
 */
public record WriteBatch(List<LogRecord> records, List<StateChange> changes) {

    /** About how many bytes it takes in a queue or in memory; at most {@link Integer#MAX_VALUE}. */
    public int sizeBytes() {
        long bytes = 64;
        for (LogRecord record : records) {
            bytes += record.sizeBytes();
        }
        for (StateChange change : changes) {
            bytes += change.sizeBytes();
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    public static WriteBatch of(LogRecord... records) {
        return new WriteBatch(List.of(records), List.of());
    }

    public static WriteBatch of(StateChange... changes) {
        return new WriteBatch(List.of(), List.of(changes));
    }
}
