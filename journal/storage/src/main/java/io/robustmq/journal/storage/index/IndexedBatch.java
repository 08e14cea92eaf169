package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.format.BatchHeader;
import java.util.List;

/**
 * What an index needs to know of a batch.
 *
 * @param position where it begins
 * @param topics the topics of its records; each at least once
 * @param keys the keys of its records that have one, in order
 */
public record IndexedBatch(int position, BatchHeader header, List<byte[]> topics, List<KeyedOffset> keys) {

    public int endPosition() {
        return position + header.length();
    }

    /** A record that has a key. */
    public record KeyedOffset(RecordKey key, long offset) {}
}
