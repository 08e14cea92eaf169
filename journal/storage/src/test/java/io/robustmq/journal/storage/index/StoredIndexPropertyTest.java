package io.robustmq.journal.storage.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.file.SegmentSource;
import io.robustmq.journal.storage.format.BatchHeader;
import io.robustmq.journal.storage.format.ByteSink;
import io.robustmq.journal.storage.format.Compression;
import io.robustmq.journal.storage.record.TopicRange;
import io.robustmq.journal.storage.record.TopicSelection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** An index that was stored answers as the one in memory did, and goes on as that would. */
class StoredIndexPropertyTest {

    private record Bytes(ByteSink sink) implements SegmentSource {
        @Override
        public String name() {
            return "bytes";
        }

        @Override
        public int read(ByteBuffer to, long position) {
            int count = (int) Math.max(0, Math.min(to.remaining(), sink.size() - position));
            to.put(sink.array(), (int) position, count);
            return count;
        }

        @Override
        public void close() {}
    }

    private static byte[] topic(int number) {
        return ("plant/" + Integer.toString(number * 7919 % 5003, 36) + "/line").getBytes(UTF_8);
    }

    private static List<IndexedBatch> batches(Random random, int count, int topics) {
        List<IndexedBatch> batches = new ArrayList<>();
        int position = 32;
        long offset = 1_000;
        for (int i = 0; i < count; i++) {
            int records = 1 + random.nextInt(20);
            int length = 100 + random.nextInt(3_000);
            long time = random.nextInt(100_000);
            BatchHeader header = new BatchHeader(
                    length, Compression.NONE, false, offset, offset + records - 1, records, time, time, length - 56, 0);
            List<byte[]> some = new ArrayList<>();
            List<IndexedBatch.KeyedOffset> keys = new ArrayList<>();
            for (int record = 0; record < records; record++) {
                some.add(topic(random.nextInt(topics)));
                byte[] key = topic(random.nextInt(topics));
                keys.add(new IndexedBatch.KeyedOffset(RecordKey.of((byte) (record % 2), key), offset + record));
            }
            batches.add(new IndexedBatch(position, header, some, keys));
            position += length;
            offset += records;
        }
        return batches;
    }

    private static void add(GrowingIndex index, List<IndexedBatch> batches) {
        for (IndexedBatch batch : batches) {
            index.add(batch);
            index.addKeys(batch);
        }
    }

    private static StoredIndex store(GrowingIndex index, IndexedBatch last) throws IOException {
        ByteSink sink = new ByteSink(100);
        sink.skip(500);
        IndexWriter.write(index, 1_000, last.header().lastOffset() + 1, last.endPosition(), 5, 500, sink);
        return StoredIndex.load(new Bytes(sink), sink.size());
    }

    @Property(tries = 60)
    void answersAsTheOneInMemory(@ForAll Random random) throws IOException {
        int topics = 1 + random.nextInt(random.nextBoolean() ? 5 : 2_000);
        List<IndexedBatch> batches = batches(random, 1 + random.nextInt(200), topics);
        GrowingIndex memory = new GrowingIndex(4_096);
        int half = random.nextInt(batches.size() + 1);
        if (half == 0) {
            add(memory, batches);
            assertSame(store(memory, batches.getLast()), memory, topics, random);
        } else {
            add(memory, batches.subList(0, half));
            GrowingIndex again = store(memory, batches.get(half - 1)).toGrowing(4_096);
            add(memory, batches.subList(half, batches.size()));
            add(again, batches.subList(half, batches.size()));
            assertSame(again, memory, topics, random);
            assertSame(store(again, batches.getLast()), memory, topics, random);
            assertThat(again.keyedRecords()).isEqualTo(memory.keyedRecords());
        }
    }

    private static void assertSame(SegmentIndex one, SegmentIndex other, int topics, Random random) throws IOException {
        assertThat(one.blocks()).isEqualTo(other.blocks());
        for (int i = 0; i < 30; i++) {
            int block = random.nextInt(other.blocks());
            assertThat(one.position(block)).isEqualTo(other.position(block));
            assertThat(one.firstOffset(block)).isEqualTo(other.firstOffset(block));
            long offset = 900L + random.nextInt(3_000);
            assertThat(one.blockAt(offset)).isEqualTo(other.blockAt(offset));
            long time = random.nextInt(110_000);
            assertThat(one.blockAtTime(time)).isEqualTo(other.blockAtTime(time));
            byte[] key = topic(random.nextInt(topics + 1));
            assertThat(one.lastOffset((byte) 1, key)).isEqualTo(other.lastOffset((byte) 1, key));
            TopicSelection exactly = TopicSelection.exactly(topic(random.nextInt(topics + 3)));
            assertThat(one.blocksOf(exactly, 10)).isEqualTo(other.blocksOf(exactly, 10));
            String prefix = "plant/" + Integer.toString(random.nextInt(36), 36);
            TopicSelection range = TopicSelection.of(List.of(TopicRange.startingWith(prefix.getBytes(UTF_8))));
            assertThat(one.blocksOf(range, 10_000)).isEqualTo(other.blocksOf(range, 10_000));
            assertThat(one.blocksOf(range, 3)).isEqualTo(other.blocksOf(range, 3));
        }
    }
}
