package io.robustmq.placement.state.format;

import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;

/** Batches as bytes: version, revision (varint), then the list of records, each a byte for its type and its fields. */
public final class BatchCodec {
    private BatchCodec() {}

    public static byte[] encode(RecordBatch batch) {
        return new Encoder().encode(batch);
    }

    /** For many batches: needs one buffer for all. Confined to one thread. */
    public static final class Encoder {
        private final FieldWriter out = new FieldWriter();

        public byte[] encode(RecordBatch batch) {
            Header.begin(out);
            write(out, batch);
            return out.toBytes();
        }
    }

    private static void write(FieldWriter out, RecordBatch batch) {
        out.varint(batch.revision());
        out.varint(batch.records().size());
        for (StateRecord record : batch.records()) {
            write(out, record);
        }
    }

    /**
     * @throws FormatException if the bytes are no batch
     */
    public static RecordBatch decode(byte[] bytes) {
        FieldReader in = Header.read(bytes);
        RecordBatch batch = new RecordBatch(in.varint(), in.list(() -> read(in)));
        in.end();
        return batch;
    }

    private static void write(FieldWriter out, StateRecord record) {
        switch (record) {
            case StateRecord.Formed formed -> {
                out.fixedByte(1);
                out.text(formed.clusterId());
            }
            case StateRecord.GroupIdsUsed used -> {
                out.fixedByte(2);
                out.varint(used.nextGroupId());
            }
            case StateRecord.Put put -> {
                out.fixedByte(3);
                EntityFields.write(out, put.entity());
            }
            case StateRecord.Removed removed -> {
                out.fixedByte(4);
                EntityFields.writeRef(out, removed.ref());
            }
            case StateRecord.Applied applied -> {
                out.fixedByte(5);
                out.text(applied.key());
                out.fixedLong(applied.fingerprint());
                out.signed(applied.atMillis());
                ReplyFields.write(out, applied.reply());
            }
            case StateRecord.Forgotten forgotten -> {
                out.fixedByte(6);
                out.text(forgotten.key());
            }
        }
    }

    private static StateRecord read(FieldReader in) {
        return switch (in.fixedByte()) {
            case 1 -> new StateRecord.Formed(in.text());
            case 2 -> new StateRecord.GroupIdsUsed(in.number());
            case 3 -> new StateRecord.Put(EntityFields.read(in));
            case 4 -> new StateRecord.Removed(EntityFields.readRef(in));
            case 5 -> new StateRecord.Applied(in.text(), in.fixedLong(), in.signed(), ReplyFields.read(in));
            case 6 -> new StateRecord.Forgotten(in.text());
            default -> throw in.wrong("a type of record is unknown, perhaps of a newer version");
        };
    }
}
