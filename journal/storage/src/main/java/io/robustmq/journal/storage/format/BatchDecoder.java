package io.robustmq.journal.storage.format;

import io.robustmq.journal.storage.record.Header;
import io.robustmq.journal.storage.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a batch whose checksum has been found right. What is not wanted is passed by without an object made.
 * Throws {@link IndexOutOfBoundsException} where the bytes make no sense all the same. Confined to one thread; used again and
 * again.
 *
 * <pre>
 * decoder.open(array, at, header);
 * while (decoder.next()) {
 *     if (wanted(decoder.offset(), decoder.topic())) {
 *         use(decoder.record());
 *     }
 * }
 * </pre>
 */
public final class BatchDecoder {
    private static final int KEEP_BYTES = 4 << 20;

    private final ByteSource source = new ByteSource();
    private byte[] inflated = new byte[0];
    private byte[][] topics = new byte[64][];
    private int topicCount;
    private int remaining;
    private int recordEnd;
    private byte kind;
    private long offset;
    private long timestamp;
    private int topicNumber;

    /** Goes to before the first record of the batch that begins at {@code at}. The array must stay as it is meanwhile. */
    public void open(byte[] array, int at, BatchHeader header) {
        int from = at + BatchHeader.BYTES;
        int stored = header.length() - BatchHeader.BYTES;
        if (header.compression() == Compression.NONE) {
            source.reset(array, from, from + stored);
        } else {
            if (header.bodyLength() > BatchHeader.MAX_LENGTH) {
                throw new IndexOutOfBoundsException("A body of " + header.bodyLength() + " bytes");
            }
            if (inflated.length < header.bodyLength() || inflated.length > KEEP_BYTES) {
                inflated = new byte[header.bodyLength()];
            }
            header.compression().decompress(array, from, stored, inflated, header.bodyLength());
            source.reset(inflated, 0, header.bodyLength());
        }
        topicCount = 0;
        remaining = header.records();
        recordEnd = source.at();
        offset = header.baseOffset() - 1;
        timestamp = header.baseTimestampMillis();
    }

    /** Goes to the next record; false if there is none. */
    public boolean next() {
        if (remaining == 0) {
            return false;
        }
        remaining--;
        source.moveTo(recordEnd);
        int length = source.getVarint();
        recordEnd = Math.addExact(source.at(), length);
        kind = (byte) source.getByte();
        offset += 1 + source.getVarint();
        timestamp += source.getSigned();
        topicNumber = source.getVarint();
        if (topicNumber == 0) {
            addTopic(source.getBytes(source.getVarint()));
            topicNumber = topicCount;
        } else if (topicNumber > topicCount) {
            throw new IndexOutOfBoundsException("Topic " + topicNumber + " of " + topicCount);
        }
        return true;
    }

    private void addTopic(byte[] topic) {
        if (topicCount == topics.length) {
            topics = Arrays.copyOf(topics, topicCount * 2);
        }
        topics[topicCount++] = topic;
    }

    public byte kind() {
        return kind;
    }

    public long offset() {
        return offset;
    }

    public long timestampMillis() {
        return timestamp;
    }

    /** 1 for the batch's first topic, and so on; the same topic has, but for rare cases, the same number. */
    public int topicNumber() {
        return topicNumber;
    }

    public byte[] topic() {
        return topics[topicNumber - 1];
    }

    /** The key of the record; null if it has none. Call it or {@link #record}, once. */
    public byte @Nullable [] key() {
        int length = source.getVarint();
        return length == 0 ? null : source.getBytes(length - 1);
    }

    /** The record as it was appended. Its topic is shared with the others of this batch. Once a record. */
    public LogRecord record() {
        byte[] key = key();
        int count = source.getVarint();
        List<Header> headers = count == 0 ? List.of() : headers(count);
        int length = recordEnd - source.at();
        return new LogRecord(kind, timestamp, topic(), key, headers, source.getBytes(length));
    }

    private List<Header> headers(int count) {
        List<Header> headers = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            String name = new String(source.getBytes(source.getVarint()), StandardCharsets.UTF_8);
            headers.add(new Header(name, source.getBytes(source.getVarint())));
        }
        return List.copyOf(headers);
    }
}
