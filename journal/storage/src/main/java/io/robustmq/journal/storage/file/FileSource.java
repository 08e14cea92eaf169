package io.robustmq.journal.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment in the log's folder. */
public record FileSource(LogFile file) implements SegmentSource {

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        return file.read(to, position);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
