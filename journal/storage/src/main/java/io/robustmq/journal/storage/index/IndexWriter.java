package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.format.ByteSink;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the stored form of an index: what stands behind the batches of a sealed segment, and, of the newest segment, in a file
 * of its own from time to time.
 *
 * <pre>
 * int magic "RLI1", int zero
 * block table:  for each block: long firstOffset, int position, long maxTimestampMillis of it and all before it;
 *               then int CRC32C
 * topics:       a sorted table; payload: runs of blocks, each: varint blocks left out before it, varint blocks in it - 1
 * keys:         a sorted table of kind and key; payload: varint offset of the last record - baseOffset
 * footer
 * </pre>
 */
public final class IndexWriter {
    /** Says that the batches of a segment end here, and end whole. */
    public static final int MAGIC = 0x524C4931;

    static final int BLOCK_BYTES = 20;

    private final ByteSink to;
    private final ByteSink payload = new ByteSink(256);

    private IndexWriter(ByteSink to) {
        this.to = to;
    }

    /**
     * Writes the index of a part of a segment.
     *
     * @param index may grow meanwhile; blocks that begin at {@code dataEnd} or later are left out
     * @param position where in its file the first byte will lie
     */
    public static void write(
            GrowingIndex index,
            long baseOffset,
            long endOffset,
            int dataEnd,
            long maxTimestampMillis,
            int position,
            ByteSink to) {
        new IndexWriter(to).run(index, baseOffset, endOffset, dataEnd, maxTimestampMillis, position);
    }

    private void run(
            GrowingIndex index, long baseOffset, long endOffset, int dataEnd, long maxTimestampMillis, int position) {
        int start = to.size();
        int shift = position - start;
        to.putInt(MAGIC);
        to.putInt(0);
        int blocksAt = to.size();
        int blocks = writeBlocks(index.blocks, dataEnd);
        SortedTable.Place topics = writeTopics(index, blocks);
        SortedTable.Place keys = writeKeys(index, baseOffset);
        new Footer(
                        baseOffset,
                        endOffset,
                        maxTimestampMillis,
                        dataEnd,
                        blocksAt + shift,
                        blocks,
                        topics.shifted(shift),
                        keys.shifted(shift),
                        index.keyedRecords())
                .write(to);
    }

    private int writeBlocks(BlockTable table, int dataEnd) {
        int from = to.size();
        int count = 0;
        while (count < table.size() && table.position(count) < dataEnd) {
            to.putLong(table.firstOffset(count));
            to.putInt(table.position(count));
            to.putLong(table.maxTimestamp(count));
            count++;
        }
        to.putInt(to.crc(from, to.size()));
        return count;
    }

    private SortedTable.Place writeTopics(GrowingIndex index, int blocks) {
        SortedTableWriter table = new SortedTableWriter(to);
        for (Map.Entry<byte[], Posting> topic : index.topics().entrySet()) {
            int[] at = topic.getValue().below(blocks);
            if (at.length > 0) {
                payload.clear(1 << 20);
                writeRuns(at);
                table.add(topic.getKey(), payload);
            }
        }
        return table.finish();
    }

    private void writeRuns(int[] blocks) {
        int next = 0;
        for (int i = 0; i < blocks.length; ) {
            int run = 1;
            while (i + run < blocks.length && blocks[i + run] == blocks[i] + run) {
                run++;
            }
            payload.putVarint(blocks[i] - next);
            payload.putVarint(run - 1);
            next = blocks[i] + run;
            i += run;
        }
    }

    private SortedTable.Place writeKeys(GrowingIndex index, long baseOffset) {
        SortedTableWriter table = new SortedTableWriter(to);
        for (Map.Entry<RecordKey, Long> key : new TreeMap<>(index.keys()).entrySet()) {
            payload.clear(1 << 20);
            payload.putVarlong(key.getValue() - baseOffset);
            table.add(key.getKey().bytes(), payload);
        }
        return table.finish();
    }
}
