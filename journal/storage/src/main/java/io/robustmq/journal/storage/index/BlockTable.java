package io.robustmq.journal.storage.index;

import java.util.Arrays;

/**
 * Where each block of a segment begins: the sparse offset index and, by the greatest timestamp so far, the time index. One
 * writer; readers see every block that was there when what they follow was published (see the segment's end).
 */
final class BlockTable {
    private volatile Columns columns = new Columns(new long[16], new int[16], new long[16]);
    private volatile int size;

    /** A block each: where it begins, and the greatest timestamp in it and all before it. */
    private record Columns(long[] firstOffsets, int[] positions, long[] maxTimestamps) {

        Columns grown() {
            int length = firstOffsets.length * 2;
            return new Columns(
                    Arrays.copyOf(firstOffsets, length),
                    Arrays.copyOf(positions, length),
                    Arrays.copyOf(maxTimestamps, length));
        }
    }

    int size() {
        return size;
    }

    int position(int block) {
        return columns.positions[block];
    }

    long firstOffset(int block) {
        return columns.firstOffsets[block];
    }

    long maxTimestamp(int block) {
        return columns.maxTimestamps[block];
    }

    void add(long firstOffset, int position, long maxTimestamp) {
        int count = size;
        Columns now = columns;
        if (count == now.positions.length) {
            now = now.grown();
            columns = now;
        }
        now.firstOffsets[count] = firstOffset;
        now.positions[count] = position;
        now.maxTimestamps[count] = count == 0 ? maxTimestamp : Math.max(maxTimestamp, now.maxTimestamps[count - 1]);
        size = count + 1;
    }

    /** The last block has got a further batch. */
    void extend(long maxTimestamp) {
        Columns now = columns;
        int last = size - 1;
        now.maxTimestamps[last] = Math.max(now.maxTimestamps[last], maxTimestamp);
    }

    int blockAt(long offset) {
        int count = size;
        int at = Arrays.binarySearch(columns.firstOffsets, 0, count, offset);
        return count == 0 ? -1 : at >= 0 ? at : Math.max(0, -at - 2);
    }

    int blockAtTime(long timestampMillis) {
        int low = 0;
        int high = size;
        int count = high;
        long[] times = columns.maxTimestamps;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] >= timestampMillis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == count ? -1 : low;
    }
}
