package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.file.SegmentSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source that readers hold while they read, and that is closed when it is let go of and nobody holds it any more.
 * Thread-safe.
 */
public final class SharedSource {
    private final SegmentSource source;

    /** Who holds it: the log as long as it wants it, and each reader; below 1 it is closed for good. */
    private final AtomicInteger holders = new AtomicInteger(1);

    public SharedSource(SegmentSource source) {
        this.source = source;
    }

    public String name() {
        return source.name();
    }

    /** Takes hold of it; false if it is gone: what the log reads now must be looked up anew. */
    public boolean acquire() {
        int now;
        do {
            now = holders.get();
            if (now < 1) {
                return false;
            }
        } while (!holders.compareAndSet(now, now + 1));
        return true;
    }

    /** Lets go of it, once for each {@link #acquire}; and once by the log, which then wants it no more. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            try {
                source.close();
            } catch (IOException nothingLeftToDo) {
                // It was only read: what cannot be closed has nothing to lose.
            }
        }
    }

    /** What is read; by who holds it. */
    public SegmentSource source() {
        return source;
    }

    public int read(ByteBuffer to, long position) throws IOException {
        return source.read(to, position);
    }
}
