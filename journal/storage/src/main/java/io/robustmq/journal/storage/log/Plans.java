package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.index.SegmentIndex;
import io.robustmq.journal.storage.record.TopicSelection;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The plans that were made last, so that who reads a segment page by page does not go through its topics for each. Found by
 * the selection's identity. Thread-safe.
 */
final class Plans {
    private static final int SLOTS = 64;

    /** A plan of a segment that grows serves until so many blocks have come. */
    private static final int NEW_BLOCKS = 32;

    private final int maxTopics;
    private final AtomicReferenceArray<Made> made = new AtomicReferenceArray<>(SLOTS);

    /** Does not keep an index, or a selection, in memory that is used no more. */
    private record Made(WeakReference<SegmentIndex> index, WeakReference<TopicSelection> topics, Plan plan) {

        boolean isFor(SegmentIndex otherIndex, TopicSelection otherTopics) {
            return index.refersTo(otherIndex)
                    && topics.refersTo(otherTopics)
                    && otherIndex.blocks() - plan.known() <= NEW_BLOCKS;
        }
    }

    /** @param maxTopics a plan that would have to look at more topics is not made */
    Plans(int maxTopics) {
        this.maxTopics = maxTopics;
    }

    Plan plan(SegmentIndex index, TopicSelection topics) throws IOException {
        if (topics == TopicSelection.ALL) {
            return Plan.EVERYWHERE;
        }
        int slot = (System.identityHashCode(topics) * 31 + System.identityHashCode(index)) & (SLOTS - 1);
        Made last = made.get(slot);
        if (last != null && last.isFor(index, topics)) {
            return last.plan;
        }
        int known = Math.max(0, index.blocks() - 1); // the last block of a segment that grows may get further topics
        BitSet blocks = index.blocksOf(topics, maxTopics);
        Plan plan = new Plan(blocks, known);
        made.set(slot, new Made(new WeakReference<>(index), new WeakReference<>(topics), plan));
        return plan;
    }
}
