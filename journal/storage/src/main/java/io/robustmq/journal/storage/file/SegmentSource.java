package io.robustmq.journal.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one segment, wherever they are: in a file of the log's folder, or, for a sealed one, elsewhere. Thread-safe.
 * Reading may take its time; whoever reads from afar keeps blocks it has read.
 */
public interface SegmentSource {

    /** How messages call it. */
    String name();

    /** Reads until the buffer is full or the segment ends; returns how many bytes. */
    int read(ByteBuffer to, long position) throws IOException;

    void close() throws IOException;
}
