package io.robustmq.journal.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of a log, read and written at positions. Thread-safe; an interrupt does not close it. */
public interface LogFile extends AutoCloseable {

    String name();

    /** Reads until the buffer is full or the file ends; returns how many bytes, 0 at the end. */
    int read(ByteBuffer to, long position) throws IOException;

    /**
     * Writes all of the buffer.
     *
     * @throws NoSpaceException if the disk is full; some of it may have been written
     */
    void write(ByteBuffer from, long position) throws IOException;

    /** The data is on disk when this returns (with what is needed to find it, not with the times of the file). */
    void sync() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
}
