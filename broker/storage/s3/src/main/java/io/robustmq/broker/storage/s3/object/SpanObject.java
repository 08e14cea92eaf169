package io.robustmq.broker.storage.s3.object;

import java.util.ArrayList;
import java.util.List;

/**
 * The index object of some batches that follow each other: one read instead of many tells what stands in them. Batches
 * without records are left out.
 *
 * <pre>
 * i32 "RMQI", u16 format, 1, i32 batches, {@link BatchIndex} of each, i32 CRC-32C
 * </pre>
 */
public final class SpanObject {
    private static final int MAGIC = 0x524D5149;
    private static final int FORMAT = 1;

    private SpanObject() {}

    public static byte[] write(List<BatchIndex> batches) {
        ByteWriter out = new ByteWriter().i32(MAGIC).u16(FORMAT).i32(batches.size());
        batches.forEach(batch -> batch.write(out));
        return out.withChecksum();
    }

    public static List<BatchIndex> read(String name, byte[] object) {
        return ByteReader.read(name, object, MAGIC, in -> {
            if (in.u16() != FORMAT) {
                throw new IllegalArgumentException("of a newer format: start a newer broker");
            }
            int count = in.i32();
            List<BatchIndex> batches = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                batches.add(BatchIndex.read(in));
            }
            return List.copyOf(batches);
        });
    }
}
