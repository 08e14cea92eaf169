package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.file.SegmentSource;
import io.robustmq.journal.storage.format.ByteSource;
import io.robustmq.journal.storage.record.TopicRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * An index as {@link IndexWriter} stores it: block table and directories in memory, pages of topics and keys read when needed.
 * Every piece is checked as it is read; {@link DamagedIndexException} says that one is not sound.
 */
public final class StoredIndex extends SegmentIndex {
    private final Footer footer;
    private final SortedTable topics;
    private final SortedTable keys;

    private StoredIndex(Footer footer, BlockTable blocks, SortedTable topics, SortedTable keys) {
        super(blocks);
        this.footer = footer;
        this.topics = topics;
        this.keys = keys;
    }

    /** What the footer says of a segment. */
    public record Summary(long baseOffset, long endOffset, int dataEnd, long maxTimestampMillis) {}

    /** Reads the footer alone; null if there is no sound one. */
    public static @Nullable Summary summary(SegmentSource source, long size) throws IOException {
        Footer footer = footer(source, size);
        return footer == null
                ? null
                : new Summary(footer.baseOffset(), footer.endOffset(), footer.dataEnd(), footer.maxTimestampMillis());
    }

    private static @Nullable Footer footer(SegmentSource source, long size) throws IOException {
        byte[] bytes = new byte[Footer.BYTES];
        if (size < Footer.BYTES || source.read(ByteBuffer.wrap(bytes), size - Footer.BYTES) < Footer.BYTES) {
            return null;
        }
        return Footer.read(bytes);
    }

    /**
     * Reads what is kept in memory.
     *
     * @param size of what the index ends
     * @throws DamagedIndexException if it is not sound
     */
    public static StoredIndex load(SegmentSource source, long size) throws IOException {
        Footer footer = footer(source, size);
        if (footer == null) {
            throw CheckedBytes.damaged(source, size);
        }
        byte[] table = CheckedBytes.read(
                source, footer.blocksAt(), footer.blocks() * IndexWriter.BLOCK_BYTES + CheckedBytes.CRC_BYTES);
        BlockTable blocks = new BlockTable();
        ByteSource from = new ByteSource(table, 0, table.length);
        for (int i = 0; i < footer.blocks(); i++) {
            blocks.add(from.getLong(), from.getInt(), from.getLong());
        }
        return new StoredIndex(
                footer, blocks, SortedTable.open(source, footer.topics()), SortedTable.open(source, footer.keys()));
    }

    /** About how many bytes it takes in memory. */
    public long weight() {
        return 24L * blocks.size() + topics.weight() + keys.weight() + 256;
    }

    public Summary summary() {
        return new Summary(footer.baseOffset(), footer.endOffset(), footer.dataEnd(), footer.maxTimestampMillis());
    }

    @Override
    TopicWalk inside(TopicRange range) {
        return new Walk(topics.from(range.first()), range);
    }

    private static final class Walk implements TopicWalk {
        private final SortedTable.Cursor cursor;
        private final TopicRange range;

        Walk(SortedTable.Cursor cursor, TopicRange range) {
            this.cursor = cursor;
            this.range = range;
        }

        @Override
        public boolean next() throws IOException {
            return cursor.next() && (range.isOpen() || Arrays.compareUnsigned(cursor.name(), range.last()) <= 0);
        }

        @Override
        public byte[] topic() {
            return cursor.name();
        }

        @Override
        public void addBlocksTo(BitSet found) {
            addRuns(cursor.payload(), found);
        }
    }

    private static void addRuns(ByteSource runs, BitSet to) {
        int block = 0;
        while (runs.hasMore()) {
            block += runs.getVarint();
            int end = block + runs.getVarint() + 1;
            to.set(block, end);
            block = end;
        }
    }

    @Override
    public long lastOffset(byte kind, byte[] key) throws IOException {
        ByteSource payload = keys.find(RecordKey.of(kind, key).bytes());
        return payload == null ? -1 : footer.baseOffset() + payload.getVarlong();
    }

    /** All of it as an index that can grow. */
    public GrowingIndex toGrowing(int blockBytes) throws IOException {
        GrowingIndex growing = new GrowingIndex(blockBytes);
        for (int i = 0; i < blocks.size(); i++) {
            growing.blocks.add(blocks.firstOffset(i), blocks.position(i), blocks.maxTimestamp(i));
        }
        SortedTable.Cursor topic = topics.all();
        while (topic.next()) {
            BitSet at = new BitSet();
            addRuns(topic.payload(), at);
            growing.topics().put(topic.name(), Posting.of(at));
        }
        KeyCursor key = keys();
        while (key.next()) {
            growing.keys().put(key.key(), key.offset());
        }
        growing.setKeyedRecords(footer.keyedRecords());
        return growing;
    }

    /** How many records have a key. */
    public int keyedRecords() {
        return footer.keyedRecords();
    }

    /** The keys in order. */
    public KeyCursor keys() {
        return new KeyCursor(keys.all(), footer.baseOffset());
    }

    /** Goes through the keys of a segment in order. Confined to one thread. */
    public static final class KeyCursor {
        private final SortedTable.Cursor cursor;
        private final long baseOffset;

        private KeyCursor(SortedTable.Cursor cursor, long baseOffset) {
            this.cursor = cursor;
            this.baseOffset = baseOffset;
        }

        public boolean next() throws IOException {
            return cursor.next();
        }

        public RecordKey key() {
            return RecordKey.ofBytes(cursor.name());
        }

        /** Of the last record with this key. */
        public long offset() {
            return baseOffset + cursor.payload().getVarlong();
        }
    }
}
