package io.robustmq.journal.storage.log;

/** When what was written is made safe by fsync, and so what a completed append means. */
public sealed interface FlushPolicy {

    /** Before appends are answered: completed means on disk. */
    record EveryCommit() implements FlushPolicy {}

    /**
     * From time to time: completed means handed to the operating system. The process may be killed; a power failure costs what
     * was written since the last fsync.
     *
     * @param millis at most so long after a write, 1 or more
     */
    record Interval(long millis) implements FlushPolicy {
        public Interval {
            if (millis < 1) {
                throw new IllegalArgumentException("An interval is 1 ms or more, not " + millis);
            }
        }
    }

    /** When a segment is full, the log is closed, or so much has come that it pays; else as the operating system thinks fit. */
    record WhenRolled() implements FlushPolicy {}
}
