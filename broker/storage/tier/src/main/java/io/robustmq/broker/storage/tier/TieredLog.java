package io.robustmq.broker.storage.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log whose sealed segments can lie elsewhere: what the tier asks of it. Called by the tier's thread only, while others
 * write, read, and let segments go.
 */
public interface TieredLog {

    /**
     * A segment that is never written again, in a file of this disk.
     *
     * @param baseOffset its name in the log
     * @param bytes how long it is
     * @param newestMillis the time stamp of its newest record; {@link Long#MIN_VALUE} if it has none
     */
    record Sealed(long baseOffset, long bytes, long newestMillis) {}

    /** A segment that is held to be copied: its bytes can be read until it is closed, whatever becomes of it. */
    interface Held extends AutoCloseable {

        /** Reads until the buffer is full or the segment ends; returns how many bytes. */
        int read(ByteBuffer to, long position) throws IOException;

        @Override
        void close();
    }

    /** The shard's index; part of the names of objects. */
    int shard();

    /** Sealed segments on this disk that may go, the oldest first. */
    List<Sealed> sealed();

    /** Holds one of them; null if the log has let it go. */
    @Nullable
    Held hold(long baseOffset);

    /**
     * The places that are needed: all that a note of the log may lead to, be it only after a crash. Nothing in them is deleted.
     */
    Collection<Place> elsewhere();

    /**
     * A segment lies at a place now, whole and checked. The log first writes that down so that a crash does not forget it;
     * from then on it reads there; then it deletes its file. False if the log has let the segment go meanwhile: nothing was
     * written down.
     *
     * @throws IOException if it cannot be written down, or the place cannot be read
     */
    boolean liesElsewhere(long baseOffset, Place place) throws IOException;
}
