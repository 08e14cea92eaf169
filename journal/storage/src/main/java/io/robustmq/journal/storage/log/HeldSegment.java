package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.segment.SharedSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A sealed segment held to be copied: its bytes stay readable until it is closed, whatever becomes of it. Thread-safe. */
public final class HeldSegment implements AutoCloseable {
    private final SegmentInfo info;
    private final SharedSource source;

    HeldSegment(SegmentInfo info, SharedSource source) {
        this.info = info;
        this.source = source;
    }

    public SegmentInfo info() {
        return info;
    }

    /** Reads until the buffer is full or the segment ends; returns how many bytes. */
    public int read(ByteBuffer to, long position) throws IOException {
        return source.read(to, position);
    }

    /** Once. */
    @Override
    public void close() {
        source.release();
    }
}
