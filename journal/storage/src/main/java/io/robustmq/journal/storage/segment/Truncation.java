package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.FileSource;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.format.BatchHeader;
import io.robustmq.journal.storage.format.SegmentHeader;
import java.io.IOException;
import java.util.TreeSet;

/**
 * Takes the end off a log that nobody has open. Newer segments go first, each for good before the next, so that a crash at any
 * point leaves a log that opens, and ends somewhere between the old end and the new.
 */
public final class Truncation {
    private final LogFolder folder;

    public Truncation(LogFolder folder) {
        this.folder = folder;
    }

    /**
     * Takes out every record at or behind an offset.
     *
     * @param end where the log ends from then on: its first offset, or one at which an append begins; well if it ends there or
     *     before
     * @throws LogException CORRUPT if no batch begins there, or if what is to go lies elsewhere
     */
    public void run(long end) throws IOException {
        TreeSet<Long> segments = new TreeSet<>();
        for (String name : folder.list()) {
            if (SegmentName.is(name, SegmentName.LOG)) {
                segments.add(SegmentName.baseOffset(name));
            } else if (SegmentName.is(name, SegmentName.REMOTE) && SegmentName.baseOffset(name) >= end) {
                throw LogException.corrupt(name, 0, "it lies elsewhere, and is not to be cut off");
            }
        }
        while (segments.size() > 1 && segments.last() >= end) {
            drop(segments.removeLast());
        }
        if (!segments.isEmpty()) {
            cut(segments.last(), end);
        }
    }

    private void drop(long baseOffset) throws IOException {
        folder.delete(SegmentName.of(baseOffset, SegmentName.CHECKPOINT));
        folder.delete(SegmentName.of(baseOffset, SegmentName.LOG));
        folder.sync();
    }

    private void cut(long baseOffset, long end) throws IOException {
        String name = SegmentName.of(baseOffset, SegmentName.LOG);
        if (baseOffset > end) {
            throw LogException.corrupt(name, 0, "the log begins behind offset " + end + ", where it was to end");
        }
        try (LogFile file = folder.open(name)) {
            long position = positionOf(file, end);
            if (position < file.size()) {
                folder.delete(SegmentName.of(baseOffset, SegmentName.CHECKPOINT));
                folder.sync();
                file.truncate(position);
                file.sync();
            }
        }
    }

    /** Where the batch with this base offset lies, or where the sound batches end. */
    private static long positionOf(LogFile file, long offset) throws IOException {
        Window window = new Window(new SharedSource(new FileSource(file)), file.size());
        int position = SegmentHeader.BYTES;
        for (BatchHeader batch = window.batchAt(position); batch != null; batch = window.batchAt(position)) {
            if (batch.baseOffset() >= offset) {
                return position;
            }
            if (batch.lastOffset() >= offset) {
                throw LogException.corrupt(file.name(), position, "offset " + offset + " lies within a batch");
            }
            position += batch.length();
        }
        return position;
    }
}
