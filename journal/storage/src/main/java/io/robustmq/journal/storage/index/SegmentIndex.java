package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.record.TopicRange;
import io.robustmq.journal.storage.record.TopicSelection;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Where in a segment things are. The unit is the block: one or more whole batches, next to each other, of about
 * {@code blockBytes} together; blocks are numbered from 0. Thread-safe.
 */
public abstract sealed class SegmentIndex permits GrowingIndex, StoredIndex {
    final BlockTable blocks;

    SegmentIndex(BlockTable blocks) {
        this.blocks = blocks;
    }

    public final int blocks() {
        return blocks.size();
    }

    /** Where a block begins. Block n ends where block n + 1 begins, the last one at the segment's end of data. */
    public final int position(int block) {
        return blocks.position(block);
    }

    public final long firstOffset(int block) {
        return blocks.firstOffset(block);
    }

    /** The block that holds an offset if any does: the last one that begins at or before it; 0 if none does, -1 without blocks. */
    public final int blockAt(long offset) {
        return blocks.blockAt(offset);
    }

    /** The first block that has a record with this timestamp or a later one; -1 if none has. */
    public final int blockAtTime(long timestampMillis) {
        return blocks.blockAtTime(timestampMillis);
    }

    /**
     * The blocks with wanted topics; null if it is not worth knowing because all are wanted, or if more than
     * {@code maxTopics} topics would have to be looked at.
     */
    public final @Nullable BitSet blocksOf(TopicSelection selection, int maxTopics) throws IOException {
        if (selection == TopicSelection.ALL) {
            return null;
        }
        BitSet found = new BitSet(blocks.size());
        int seen = 0;
        for (TopicRange range : selection.ranges()) {
            TopicWalk topics = inside(range);
            while (topics.next()) {
                if (++seen > maxTopics) {
                    return null;
                }
                if (selection.matches(topics.topic())) {
                    topics.addBlocksTo(found);
                }
            }
        }
        return found;
    }

    /** The topics of a range. */
    abstract TopicWalk inside(TopicRange range) throws IOException;

    /** Goes through topics in order. Confined to one thread. */
    interface TopicWalk {
        /** Goes to the next one; false if there is none. */
        boolean next() throws IOException;

        byte[] topic();

        /** Sets the bits of the blocks that have the topic. */
        void addBlocksTo(BitSet found);
    }

    /** The offset of the last record of this kind with this key; -1 if there is none. */
    public abstract long lastOffset(byte kind, byte[] key) throws IOException;
}
