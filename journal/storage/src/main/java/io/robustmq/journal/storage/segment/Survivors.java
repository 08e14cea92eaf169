package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.index.RecordKey;
import io.robustmq.journal.storage.index.StoredIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Which records with a key are the last of their key among some sealed segments: found by going through the segments' sorted
 * keys side by side, so that memory is a bit a record and not a key each.
 */
final class Survivors {

    /**
     * Of one segment.
     *
     * @param offsets those of the surviving records, less the segment's base offset
     * @param keyedRecords how many records have a key
     */
    record Of(SealedSegment segment, BitSet offsets, int keyedRecords) {

        /** Whether there are records to leave out. */
        boolean isWorthIt() {
            return offsets.cardinality() < keyedRecords;
        }
    }

    private record Walk(int age, StoredIndex.KeyCursor cursor, RecordKey key) {}

    private Survivors() {}

    /** @param segments in order; the caller holds their sources */
    static List<Of> find(List<SealedSegment> segments) throws IOException {
        List<Of> all = new ArrayList<>();
        // Of equal keys the one in the newest segment comes first.
        PriorityQueue<Walk> walks = new PriorityQueue<>(
                Comparator.comparing(Walk::key).thenComparing(Walk::age, Comparator.reverseOrder()));
        for (SealedSegment segment : segments) {
            StoredIndex stored = segment.stored();
            advance(all.size(), stored.keys(), walks);
            all.add(new Of(segment, new BitSet(), stored.keyedRecords()));
        }
        RecordKey before = null;
        for (Walk walk = walks.poll(); walk != null; walk = walks.poll()) {
            if (!walk.key.equals(before)) {
                Of of = all.get(walk.age);
                of.offsets.set(Math.toIntExact(walk.cursor.offset() - of.segment.baseOffset()));
                before = walk.key;
            }
            advance(walk.age, walk.cursor, walks);
        }
        return all;
    }

    private static void advance(int age, StoredIndex.KeyCursor cursor, PriorityQueue<Walk> walks) throws IOException {
        if (cursor.next()) {
            walks.add(new Walk(age, cursor, cursor.key()));
        }
    }
}
