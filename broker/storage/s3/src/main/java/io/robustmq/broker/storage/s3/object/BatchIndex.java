package io.robustmq.broker.storage.s3.object;

import io.robustmq.broker.storage.base.Selections;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.TopicSelection.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What stands in one batch, by record number (0 is the first): where each record begins, which topics there are, which
 * records have a key. As bytes:
 *
 * <pre>
 * i64 sequence, i64 base offset, i32 object bytes, i64 greatest time stamp,
 * i32 records, then records + 1 times: i32 position (the last is where they end)
 * i32 topics, then for each, in order: u16 length, topic, i32 count, record numbers i32
 * i32 keyed records, then for each: i64 hash of the key, i32 record number
 * </pre>
 *
 * Never changes.
 */
public final class BatchIndex {
    private final long sequence;
    private final long baseOffset;
    private final int objectBytes;
    private final long latestMillis;
    private final int[] positions;
    private final byte[][] topics;
    private final int[][] numbers;
    private final long[] keyHashes;
    private final int[] keyNumbers;

    private BatchIndex(
            long sequence,
            long baseOffset,
            int objectBytes,
            long latestMillis,
            int[] positions,
            byte[][] topics,
            int[][] numbers,
            long[] keyHashes,
            int[] keyNumbers) {
        this.sequence = sequence;
        this.baseOffset = baseOffset;
        this.objectBytes = objectBytes;
        this.latestMillis = latestMillis;
        this.positions = positions;
        this.topics = topics;
        this.numbers = numbers;
        this.keyHashes = keyHashes;
        this.keyNumbers = keyNumbers;
    }

    static BatchIndex of(long sequence, long baseOffset, List<LogRecord> records, int[] positions) {
        NavigableMap<byte[], List<Integer>> byTopic = new TreeMap<>(Arrays::compareUnsigned);
        List<Integer> keyed = new ArrayList<>();
        long latest = Long.MIN_VALUE;
        for (int number = 0; number < records.size(); number++) {
            LogRecord record = records.get(number);
            byTopic.computeIfAbsent(record.topic(), topic -> new ArrayList<>(1)).add(number);
            latest = Math.max(latest, record.timestampMillis());
            if (record.key() != null) {
                keyed.add(number);
            }
        }
        byte[][] topics = byTopic.keySet().toArray(byte[][]::new);
        int[][] numbers = byTopic.values().stream().map(BatchIndex::ints).toArray(int[][]::new);
        long[] hashes = keyed.stream()
                .mapToLong(number -> hash(keyOf(records.get(number))))
                .toArray();
        return new BatchIndex(sequence, baseOffset, 0, latest, positions, topics, numbers, hashes, ints(keyed));
    }

    /** The same, of an object of this size. */
    public BatchIndex inObjectOf(int bytes) {
        return new BatchIndex(
                sequence, baseOffset, bytes, latestMillis, positions, topics, numbers, keyHashes, keyNumbers);
    }

    public long sequence() {
        return sequence;
    }

    public long baseOffset() {
        return baseOffset;
    }

    public long nextOffset() {
        return baseOffset + records();
    }

    public int records() {
        return positions.length - 1;
    }

    public int objectBytes() {
        return objectBytes;
    }

    /** The greatest time stamp of its records. */
    public long latestMillis() {
        return latestMillis;
    }

    /** Where a record begins in the object. */
    public int position(int number) {
        return positions[number];
    }

    public int end(int number) {
        return positions[number + 1];
    }

    /** The numbers of the records a selection wants, from one on, in order. */
    public int[] wanted(TopicSelection selection, int from) {
        if (selection == TopicSelection.ALL) {
            int[] all = new int[Math.max(0, records() - from)];
            Arrays.setAll(all, i -> from + i);
            return all;
        }
        List<Integer> wanted = new ArrayList<>();
        for (Range range : selection.ranges()) {
            for (int i = firstTopicFrom(range.first()); i < topics.length && range.contains(topics[i]); i++) {
                if (Selections.wants(selection, topics[i])) {
                    for (int number : numbers[i]) {
                        if (number >= from) {
                            wanted.add(number);
                        }
                    }
                }
            }
        }
        int[] sorted = ints(wanted);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The numbers of the records that may have this key, newest first: that it is so must be seen at the record. */
    public int[] mayHaveKey(byte[] key) {
        long hash = hash(key);
        List<Integer> found = new ArrayList<>();
        for (int i = keyHashes.length - 1; i >= 0; i--) {
            if (keyHashes[i] == hash) {
                found.add(keyNumbers[i]);
            }
        }
        return ints(found);
    }

    /** About how many bytes it takes in memory. */
    public long sizeBytes() {
        long bytes = 160 + 4L * positions.length + 12L * keyHashes.length;
        for (int i = 0; i < topics.length; i++) {
            bytes += 48 + topics[i].length + 4L * numbers[i].length;
        }
        return bytes;
    }

    void write(ByteWriter out) {
        out.i64(sequence).i64(baseOffset).i32(objectBytes).i64(latestMillis).i32(records());
        for (int position : positions) {
            out.i32(position);
        }
        out.i32(topics.length);
        for (int i = 0; i < topics.length; i++) {
            out.shortBytes(topics[i]).i32(numbers[i].length);
            for (int number : numbers[i]) {
                out.i32(number);
            }
        }
        out.i32(keyHashes.length);
        for (int i = 0; i < keyHashes.length; i++) {
            out.i64(keyHashes[i]).i32(keyNumbers[i]);
        }
    }

    static BatchIndex read(ByteReader in) {
        long sequence = in.i64();
        long baseOffset = in.i64();
        int objectBytes = in.i32();
        long latest = in.i64();
        int[] positions = ints(in, in.i32() + 1);
        byte[][] topics = new byte[in.i32()][];
        int[][] numbers = new int[topics.length][];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = in.shortBytes();
            numbers[i] = ints(in, in.i32());
        }
        long[] hashes = new long[in.i32()];
        int[] keyNumbers = new int[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = in.i64();
            keyNumbers[i] = in.i32();
        }
        return new BatchIndex(
                sequence, baseOffset, objectBytes, latest, positions, topics, numbers, hashes, keyNumbers);
    }

    private int firstTopicFrom(byte[] topic) {
        int found = Arrays.binarySearch(topics, topic, Arrays::compareUnsigned);
        return found >= 0 ? found : -found - 1;
    }

    private static int[] ints(ByteReader in, int count) {
        int[] ints = new int[count];
        for (int i = 0; i < count; i++) {
            ints[i] = in.i32();
        }
        return ints;
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] keyOf(LogRecord record) {
        byte[] key = record.key();
        return key == null ? new byte[0] : key;
    }

    /** FNV-1a. */
    private static long hash(byte[] key) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
        }
        return hash;
    }
}
