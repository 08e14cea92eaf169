package io.robustmq.journal.storage.log;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks of a segment a reader has to look into.
 *
 * @param blocks of those before {@code known}; null for all
 * @param known from here on all have to be looked into
 */
record Plan(@Nullable BitSet blocks, int known) {
    static final Plan EVERYWHERE = new Plan(null, 0);

    /** This block, or the next one to look into. */
    int next(int block) {
        if (blocks == null || block >= known) {
            return block;
        }
        int next = blocks.nextSetBit(block);
        return next < 0 || next >= known ? known : next;
    }
}
