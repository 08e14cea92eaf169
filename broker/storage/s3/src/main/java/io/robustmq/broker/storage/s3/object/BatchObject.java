package io.robustmq.broker.storage.s3.object;

import io.robustmq.broker.storage.base.RecordBytes;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One group of writes, and so one link of a shard's chain: the object of sequence n exists once, whoever made it first has
 * written it, and nobody else has. Big-endian:
 *
 * <pre>
 *  0  i32 "RMQB"           4  u16 format, 1          6  i64 sequence
 * 14  i64 + i64 writer    30  i64 attempt           38  i64 epoch
 * 46  i64 base offset     54  i64 start offset from now on
 * 62  i32 position of the state                     66  i32 position of the index
 * 70  records, {@link RecordBytes}, one behind the other
 *     state: i32 ranges, each u16 length, from, u16 length, to;
 *            i32 keys, each u16 length, key, i32 length of the value or -1 to take it out, value
 *     index: {@link BatchIndex}
 *     i32 CRC-32C of all before
 * </pre>
 *
 * A claim is a batch with nothing in it: its writer says with it that it owns the shard from there on.
 *
 * @param writer who wrote it: an id that is new with every start of a broker
 * @param attempt counts what the writer has tried to write: tells its objects apart
 * @param startOffset the first offset kept
 * @param ranges taken out of the state first
 * @param keys set then; empty: taken out
 */
public record BatchObject(
        long sequence,
        UUID writer,
        long attempt,
        long epoch,
        long startOffset,
        List<StateChange.DeleteRange> ranges,
        NavigableMap<byte[], Optional<byte[]>> keys,
        BatchIndex index) {
    private static final int MAGIC = 0x524D5142;
    private static final int FORMAT = 1;
    private static final int STATE_AT = 62;
    private static final int INDEX_AT = 66;

    /** What is to be written: the same, before it has an index. */
    public record Draft(
            long sequence,
            UUID writer,
            long attempt,
            long epoch,
            long baseOffset,
            long startOffset,
            List<LogRecord> records,
            List<StateChange.DeleteRange> ranges,
            NavigableMap<byte[], Optional<byte[]>> keys) {}

    /** An object as bytes, and what stands where in it. */
    public record Written(byte[] bytes, BatchIndex index) {}

    public static Written write(Draft draft) {
        ByteWriter out = new ByteWriter();
        out.i32(MAGIC).u16(FORMAT).i64(draft.sequence);
        out.i64(draft.writer.getMostSignificantBits()).i64(draft.writer.getLeastSignificantBits());
        out.i64(draft.attempt)
                .i64(draft.epoch)
                .i64(draft.baseOffset)
                .i64(draft.startOffset)
                .i32(0)
                .i32(0);
        int[] positions = new int[draft.records.size() + 1];
        for (int i = 0; i < draft.records.size(); i++) {
            positions[i] = out.position();
            out.bytes(RecordBytes.encode(draft.records.get(i)));
        }
        positions[draft.records.size()] = out.position();
        out.i32At(STATE_AT, out.position());
        writeState(out, draft);
        out.i32At(INDEX_AT, out.position());
        BatchIndex index = BatchIndex.of(draft.sequence, draft.baseOffset, draft.records, positions);
        index.write(out);
        byte[] bytes = out.withChecksum();
        return new Written(bytes, index.inObjectOf(bytes.length));
    }

    public static BatchObject read(String name, byte[] object) {
        return ByteReader.read(name, object, MAGIC, in -> {
            if (in.u16() != FORMAT) {
                throw new IllegalArgumentException("of a newer format: start a newer broker");
            }
            long sequence = in.i64();
            UUID writer = new UUID(in.i64(), in.i64());
            long attempt = in.i64();
            long epoch = in.i64();
            in.i64();
            long start = in.i64();
            int stateAt = in.i32();
            int indexAt = in.i32();
            in.position(stateAt);
            List<StateChange.DeleteRange> ranges = readRanges(in);
            NavigableMap<byte[], Optional<byte[]>> keys = readKeys(in);
            in.position(indexAt);
            BatchIndex index = BatchIndex.read(in).inObjectOf(object.length);
            return new BatchObject(sequence, writer, attempt, epoch, start, ranges, keys, index);
        });
    }

    public boolean isFrom(UUID id, long number) {
        return writer.equals(id) && attempt == number;
    }

    private static void writeState(ByteWriter out, Draft draft) {
        out.i32(draft.ranges.size());
        for (StateChange.DeleteRange range : draft.ranges) {
            out.shortBytes(range.from()).shortBytes(range.to());
        }
        out.i32(draft.keys.size());
        draft.keys.forEach((key, value) -> {
            out.shortBytes(key);
            if (value.isPresent()) {
                out.longBytes(value.get());
            } else {
                out.i32(-1);
            }
        });
    }

    private static List<StateChange.DeleteRange> readRanges(ByteReader in) {
        int count = in.i32();
        List<StateChange.DeleteRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(new StateChange.DeleteRange(in.shortBytes(), in.shortBytes()));
        }
        return ranges;
    }

    private static NavigableMap<byte[], Optional<byte[]>> readKeys(ByteReader in) {
        int count = in.i32();
        NavigableMap<byte[], Optional<byte[]>> keys = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < count; i++) {
            byte[] key = in.shortBytes();
            int length = in.i32();
            keys.put(key, length < 0 ? Optional.empty() : Optional.of(in.bytes(length)));
        }
        return keys;
    }
}
