package io.robustmq.broker.storage.local;

import io.robustmq.journal.storage.segment.Cut;
import io.robustmq.journal.storage.segment.Missing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In plain words, what a log was found to be when it was opened. */
final class LogNotices {
    private LogNotices() {}

    /** A line each. */
    static List<String> of(String log, @Nullable Missing missing, List<Cut> cuts) {
        List<String> lines = new ArrayList<>();
        if (missing != null) {
            lines.add(
                    ("%s: the files of its first segments are gone, with %,d places from offset %d to %d. Nobody will get the"
                                    + " messages that were there; if you still have the files, stop the broker and put them back")
                            .formatted(
                                    log,
                                    missing.toOffset() - missing.fromOffset(),
                                    missing.fromOffset(),
                                    missing.toOffset() - 1));
        }
        for (Cut cut : cuts) {
            lines.add(
                    ("%s/%s: %,d bytes behind position %,d were no whole write and are cut off: the broker or the machine went"
                                    + " down while they were written, and nobody was told that they are safe")
                            .formatted(log, cut.file(), cut.bytes(), cut.position()));
        }
        return lines;
    }
}
