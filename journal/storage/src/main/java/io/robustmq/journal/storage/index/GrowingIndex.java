package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.record.TopicRange;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The index of a segment that is written or was not sealed yet, in memory. One writer; readers may see more than has been
 * committed, and stop at the segment's end.
 */
public final class GrowingIndex extends SegmentIndex {
    private static final int RECENT = 1 << 10;

    private final int blockBytes;
    private final ConcurrentSkipListMap<byte[], Posting> topics = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final ConcurrentHashMap<RecordKey, Long> keys = new ConcurrentHashMap<>();
    private volatile int keyedRecords;

    /** Topics met not long ago, by their hash: the map is gone down for others only. The writer's. */
    private final @Nullable Recent[] recent = new Recent[RECENT];

    private record Recent(byte[] topic, Posting posting) {}

    /** @param blockBytes a batch that begins so far behind the start of a block begins another */
    public GrowingIndex(int blockBytes) {
        super(new BlockTable());
        this.blockBytes = blockBytes;
    }

    /** A batch was written behind all others. */
    public void add(IndexedBatch batch) {
        int block = blocks.size() - 1;
        if (block < 0 || batch.position() - blocks.position(block) >= blockBytes) {
            blocks.add(
                    batch.header().baseOffset(),
                    batch.position(),
                    batch.header().maxTimestampMillis());
            block++;
        } else {
            blocks.extend(batch.header().maxTimestampMillis());
        }
        for (byte[] topic : batch.topics()) {
            addTopic(topic, block);
        }
    }

    /** The keys of a batch that was added; when it can be read, so that what is found by key is there. */
    public void addKeys(IndexedBatch batch) {
        for (IndexedBatch.KeyedOffset keyed : batch.keys()) {
            keys.put(keyed.key(), keyed.offset());
        }
        keyedRecords += batch.keys().size();
    }

    /** How many records with a key there are. */
    int keyedRecords() {
        return keyedRecords;
    }

    void setKeyedRecords(int count) {
        keyedRecords = count;
    }

    private void addTopic(byte[] topic, int block) {
        int slot = (Arrays.hashCode(topic) * 0x9E3779B1) >>> 22;
        Recent met = recent[slot];
        if (met != null && Arrays.equals(met.topic, topic)) {
            met.posting.add(block);
            return;
        }
        Posting posting = topics.get(topic);
        if (posting == null) {
            posting = new Posting(block);
            topics.put(topic, posting);
        } else {
            posting.add(block);
        }
        recent[slot] = new Recent(topic, posting);
    }

    @Override
    TopicWalk inside(TopicRange range) {
        NavigableMap<byte[], Posting> inside = range.isOpen()
                ? topics.tailMap(range.first(), true)
                : topics.subMap(range.first(), true, range.last(), true);
        return new Walk(inside.entrySet().iterator());
    }

    private static final class Walk implements TopicWalk {
        private final Iterator<Map.Entry<byte[], Posting>> entries;
        private Map.@Nullable Entry<byte[], Posting> at;

        Walk(Iterator<Map.Entry<byte[], Posting>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() {
            boolean more = entries.hasNext();
            at = more ? entries.next() : null;
            return more;
        }

        private Map.Entry<byte[], Posting> here() {
            return Objects.requireNonNull(at);
        }

        @Override
        public byte[] topic() {
            return here().getKey();
        }

        @Override
        public void addBlocksTo(BitSet found) {
            here().getValue().addTo(found);
        }
    }

    @Override
    public long lastOffset(byte kind, byte[] key) {
        Long offset = keys.get(RecordKey.of(kind, key));
        return offset == null ? -1 : offset;
    }

    /** Whether a key's last record lies at this offset or behind. */
    public boolean hasKeyFrom(long offset) {
        for (long last : keys.values()) {
            if (last >= offset) {
                return true;
            }
        }
        return false;
    }

    NavigableMap<byte[], Posting> topics() {
        return topics;
    }

    ConcurrentHashMap<RecordKey, Long> keys() {
        return keys;
    }
}
