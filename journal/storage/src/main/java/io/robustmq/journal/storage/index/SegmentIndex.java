package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.record.TopicSelection;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Where in a segment things are. The unit is the block: one or more whole batches, next to each other, of about
 * {@code blockBytes} together; blocks are numbered from 0. Thread-safe.
 */
public interface SegmentIndex {

    int blocks();

    /** Where a block begins. Block n ends where block n + 1 begins, the last one at the segment's end of data. */
    int position(int block);

    long firstOffset(int block);

    /** The block that holds an offset if any does: the last one that begins at or before it; 0 if none does, -1 without blocks. */
    int blockAt(long offset);

    /** The first block that has a record with this timestamp or a later one; -1 if none has. */
    int blockAtTime(long timestampMillis);

    /**
     * The blocks with wanted topics; null if it is not worth knowing because all are wanted, or if more than
     * {@code maxTopics} topics would have to be looked at.
     */
    @Nullable
    BitSet blocksOf(TopicSelection topics, int maxTopics) throws IOException;

    /** The offset of the last record of this kind with this key; -1 if there is none. */
    long lastOffset(byte kind, byte[] key) throws IOException;
}
