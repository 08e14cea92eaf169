package io.robustmq.journal.storage.index;

import java.util.Arrays;
import java.util.BitSet;

/** The blocks that have one topic, growing. One writer, any number of readers. */
final class Posting {
    private int[] blocks;
    private volatile int size;

    Posting(int firstBlock) {
        blocks = new int[] {firstBlock};
        size = 1;
    }

    private Posting(int[] blocks) {
        this.blocks = blocks;
        size = blocks.length;
    }

    static Posting of(BitSet blocks) {
        return new Posting(blocks.stream().toArray());
    }

    /** Adds a block, unless it is the last one. */
    void add(int block) {
        int count = size;
        if (blocks[count - 1] == block) {
            return;
        }
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, count < 8 ? 8 : count * 2);
        }
        blocks[count] = block;
        size = count + 1;
    }

    void addTo(BitSet all) {
        int count = size;
        int[] now = blocks;
        for (int i = 0; i < count; i++) {
            all.set(now[i]);
        }
    }

    /** Its blocks below a number, in order. */
    int[] below(int block) {
        int count = size;
        int[] now = Arrays.copyOf(blocks, count);
        int at = Arrays.binarySearch(now, block);
        return Arrays.copyOf(now, at >= 0 ? at : -at - 1);
    }
}
