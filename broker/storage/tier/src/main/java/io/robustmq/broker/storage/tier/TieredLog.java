package io.robustmq.broker.storage.tier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A log whose sealed segments can lie elsewhere: what the tier asks of it. Called by the tier's thread only, while others
 * write, read, and let segments go.
 */
public interface TieredLog {

    /**
     * A segment that is never written again, in a file of this disk.
     *
     * @param baseOffset its name in the log
     * @param file where it lies; it may be gone when it is opened, if the log has let it go
     * @param bytes how long it is
     * @param newestMillis the time stamp of its newest record
     */
    record Sealed(long baseOffset, Path file, long bytes, long newestMillis) {}

    /** The shard's index; part of the names of objects. */
    int shard();

    /** Sealed segments on this disk, the oldest first. */
    List<Sealed> sealed();

    /** Where the segments lie that do not lie here: all that was ever told to {@link #liesElsewhere} and is kept. */
    List<Place> elsewhere();

    /**
     * A segment lies at a place now, whole and checked. The log first writes that down so that a crash does not forget it;
     * from then on it reads there; then it deletes its file. If the log has let the segment go meanwhile, it does nothing.
     * Told again after a crash in between, it does what is left to do.
     */
    void liesElsewhere(long baseOffset, Place place) throws IOException;
}
