package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.format.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A part of a segment in memory, which moves on as it is read. Confined to one thread. */
final class Window {
    private static final int BYTES = 1 << 20;

    private final SharedSource source;
    private final long fileEnd;
    private byte[] array = new byte[BYTES];
    private long from;
    private int held;

    /** @param fileEnd nothing beyond counts */
    Window(SharedSource source, long fileEnd) {
        this.source = source;
        this.fileEnd = fileEnd;
    }

    String name() {
        return source.name();
    }

    /** Changes with {@link #hold}. */
    byte[] array() {
        return array;
    }

    /** Where in the array a position is. */
    int at(long position) {
        return (int) (position - from);
    }

    /** Makes sure that some bytes are in memory; false if the segment ends before. */
    boolean hold(long position, int bytes) throws IOException {
        if (position >= from && position + bytes <= from + held) {
            return true;
        }
        if (position + bytes > fileEnd) {
            return false;
        }
        int kept = position >= from && position < from + held ? (int) (from + held - position) : 0;
        byte[] target = array.length < bytes ? new byte[bytes] : array;
        System.arraycopy(array, kept == 0 ? 0 : at(position), target, 0, kept);
        array = target;
        from = position;
        int wanted = (int) Math.min(array.length, fileEnd - position);
        held = kept + source.read(ByteBuffer.wrap(array, kept, wanted - kept), position + kept);
        if (held < array.length) {
            Arrays.fill(array, held, array.length, (byte) 0);
        }
        return held >= bytes;
    }

    /** The batch at a position, all of which is in memory then; null if there is no sound one. */
    @Nullable
    BatchHeader batchAt(int position) throws IOException {
        if (!hold(position, BatchHeader.LENGTH_KNOWN_AFTER)) {
            return null;
        }
        int length = BatchHeader.claimedLength(array, at(position));
        return length > 0 && hold(position, length)
                ? BatchHeader.read(array, at(position), at(position) + length)
                : null;
    }
}
