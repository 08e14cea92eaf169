package io.robustmq.broker.storage.s3.object;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A shard after a batch, so that a start need not read what came before: where it stands, its spans, and all of its state.
 *
 * <pre>
 * i32 "RMQS", u16 format, 1, i64 sequence, i64 epoch, i64 start offset, i64 next offset,
 * i32 spans, each i64 first, last, base offset, next offset, greatest time stamp, bytes,
 * i32 entries, each u16 length, key, i32 length, value; i32 CRC-32C
 * </pre>
 */
public record SnapshotObject(
        long sequence,
        long epoch,
        long startOffset,
        long nextOffset,
        List<Span> spans,
        NavigableMap<byte[], byte[]> state) {
    private static final int MAGIC = 0x524D5153;
    private static final int FORMAT = 1;

    /** @param state of which one entry after the other is taken; it must not change meanwhile */
    public static byte[] write(
            long sequence, long epoch, long start, long next, List<Span> spans, Map<byte[], byte[]> state) {
        ByteWriter out = new ByteWriter()
                .i32(MAGIC)
                .u16(FORMAT)
                .i64(sequence)
                .i64(epoch)
                .i64(start)
                .i64(next);
        out.i32(spans.size());
        for (Span span : spans) {
            out.i64(span.first()).i64(span.last()).i64(span.baseOffset()).i64(span.nextOffset());
            out.i64(span.latestMillis()).i64(span.bytes());
        }
        out.i32(state.size());
        state.forEach((key, value) -> out.shortBytes(key).longBytes(value));
        return out.withChecksum();
    }

    public static SnapshotObject read(String name, byte[] object) {
        return ByteReader.read(name, object, MAGIC, in -> {
            if (in.u16() != FORMAT) {
                throw new IllegalArgumentException("of a newer format: start a newer broker");
            }
            long sequence = in.i64();
            long epoch = in.i64();
            long start = in.i64();
            long next = in.i64();
            List<Span> spans = new ArrayList<>();
            for (int left = in.i32(); left > 0; left--) {
                spans.add(new Span(in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64()));
            }
            NavigableMap<byte[], byte[]> state = new TreeMap<>(Arrays::compareUnsigned);
            for (int left = in.i32(); left > 0; left--) {
                byte[] key = in.shortBytes();
                state.put(key, in.longBytes());
            }
            return new SnapshotObject(sequence, epoch, start, next, spans, state);
        });
    }
}
