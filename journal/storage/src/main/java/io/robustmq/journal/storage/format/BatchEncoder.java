package io.robustmq.journal.storage.format;

import io.robustmq.journal.storage.record.Header;
import io.robustmq.journal.storage.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Makes batches, one after the other. The body of a batch is its records:
 *
 * <pre>
 *  varint   length of what follows of this record
 *  byte     kind
 *  varint   offset - (offset of the record before, or baseOffset - 1) - 1; 0 but in compacted segments
 *  signed   timestampMillis - that of the record before, or baseTimestampMillis
 *  varint   topic: n &gt; 0 is the n-th topic of this batch; 0 is a further one, which follows:
 *             varint length, bytes
 *  varint   length of the key + 1, bytes; 0 for no key
 *  varint   number of headers; each: varint length, name; varint length, value
 *  rest     value
 * </pre>
 *
 * <p>Confined to one thread.
 */
public final class BatchEncoder {
    private static final int KEEP_BYTES = 4 << 20;

    private final Compression compression;
    private final ByteSink body = new ByteSink(64 << 10);
    private final TopicNumbers topics = new TopicNumbers();
    private long baseOffset;
    private long lastOffset;
    private long baseTimestamp;
    private long lastTimestamp;
    private long maxTimestamp;
    private int records;

    public BatchEncoder(Compression compression) {
        this.compression = compression;
    }

    /** Forgets the records of the last batch. */
    public void begin() {
        body.clear(KEEP_BYTES);
        topics.clear();
        records = 0;
    }

    public boolean isEmpty() {
        return records == 0;
    }

    /** How many bytes the records take so far, uncompressed. */
    public int bodyBytes() {
        return body.size();
    }

    /** The distinct topics of the records so far; one may be there twice. Valid until {@link #begin}. */
    public List<byte[]> topics() {
        return topics.all();
    }

    public long baseOffset() {
        return baseOffset;
    }

    public long lastOffset() {
        return lastOffset;
    }

    public long maxTimestampMillis() {
        return maxTimestamp;
    }

    /** Adds a record; offsets grow. */
    public void add(long offset, LogRecord record) {
        long timestamp = record.timestampMillis();
        if (records == 0) {
            baseOffset = offset;
            lastOffset = offset - 1;
            baseTimestamp = timestamp;
            lastTimestamp = timestamp;
            maxTimestamp = timestamp;
        }
        byte[] topic = record.topic();
        byte[] key = record.key();
        byte[] value = record.value();
        int gap = Math.toIntExact(offset - lastOffset - 1);
        long later = timestamp - lastTimestamp;
        int number = topics.numberOf(topic);

        int length = 1
                + ByteSink.varintBytes(gap)
                + ByteSink.signedBytes(later)
                + ByteSink.varintBytes(number)
                + value.length;
        if (number == 0) {
            length += ByteSink.varintBytes(topic.length) + topic.length;
        }
        length += key == null ? 1 : ByteSink.varintBytes(key.length + 1) + key.length;
        byte[][] names = names(record.headers());
        length += ByteSink.varintBytes(names.length);
        for (int i = 0; i < names.length; i++) {
            byte[] said = record.headers().get(i).value();
            length += ByteSink.varintBytes(names[i].length)
                    + names[i].length
                    + ByteSink.varintBytes(said.length)
                    + said.length;
        }

        body.require(length + 5);
        body.putVarint(length);
        body.putByte(record.kind());
        body.putVarint(gap);
        body.putSigned(later);
        body.putVarint(number);
        if (number == 0) {
            body.putVarint(topic.length);
            body.put(topic);
        }
        if (key == null) {
            body.putByte(0);
        } else {
            body.putVarint(key.length + 1);
            body.put(key);
        }
        body.putVarint(names.length);
        for (int i = 0; i < names.length; i++) {
            byte[] said = record.headers().get(i).value();
            body.putVarint(names[i].length);
            body.put(names[i]);
            body.putVarint(said.length);
            body.put(said);
        }
        body.put(value);

        records++;
        lastOffset = offset;
        lastTimestamp = timestamp;
        maxTimestamp = Math.max(maxTimestamp, timestamp);
    }

    private static final byte[][] NO_NAMES = {};

    private static byte[][] names(List<Header> headers) {
        if (headers.isEmpty()) {
            return NO_NAMES;
        }
        byte[][] names = new byte[headers.size()][];
        Arrays.setAll(names, i -> headers.get(i).name().getBytes(StandardCharsets.UTF_8));
        return names;
    }

    /**
     * Writes the batch to the end of a sink; {@link #begin} comes next.
     *
     * @param goesOn whether the append that its last record belongs to has further ones
     * @param syncedPosition see {@link BatchHeader}
     */
    public BatchHeader finish(ByteSink to, boolean goesOn, int syncedPosition) {
        int at = to.size();
        to.skip(BatchHeader.BYTES);
        int stored = body.size();
        Compression used = compression;
        if (used != Compression.NONE) {
            stored = used.compress(body.array(), body.size(), to);
        }
        if (used == Compression.NONE || stored >= body.size()) {
            to.cutTo(at + BatchHeader.BYTES);
            to.put(body.array(), 0, body.size());
            stored = body.size();
            used = Compression.NONE;
        }
        BatchHeader header = new BatchHeader(
                BatchHeader.BYTES + stored,
                used,
                goesOn,
                baseOffset,
                lastOffset,
                records,
                baseTimestamp,
                maxTimestamp,
                body.size(),
                syncedPosition);
        header.write(to, at);
        return header;
    }
}
