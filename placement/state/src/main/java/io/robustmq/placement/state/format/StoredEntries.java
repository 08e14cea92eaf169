package io.robustmq.placement.state.format;

import io.robustmq.placement.state.image.AppliedCommand;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An image as keys and values: which of them a batch changes, and how they make an image again. */
public final class StoredEntries {
    private StoredEntries() {}

    /** The key that every batch puts: whoever finds its value unchanged knows that nothing was written since. */
    public static byte[] revisionKey() {
        return Keys.REVISION.clone();
    }

    /**
     * What a batch changes in a store; to be written all together or not at all. A key may come twice, the later change counts.
     */
    public static List<StoredChange> changesOf(RecordBatch batch) {
        return changesOf(List.of(batch));
    }

    /** What several batches of consecutive revisions change together; of their revisions the last one counts. */
    public static List<StoredChange> changesOf(List<RecordBatch> batches) {
        List<StoredChange> changes = new ArrayList<>(3 * batches.size());
        FieldWriter out = new FieldWriter();
        for (RecordBatch batch : batches) {
            for (StateRecord record : batch.records()) {
                changes.add(changeOf(record, batch.revision(), out));
            }
        }
        changes.add(put(revision(batches.getLast().revision(), out)));
        return changes;
    }

    /** @param out is used for the value, and free then */
    private static StoredChange changeOf(StateRecord record, long revision, FieldWriter out) {
        return switch (record) {
            case StateRecord.Formed formed -> put(clusterId(formed.clusterId()));
            case StateRecord.GroupIdsUsed used -> put(nextGroupId(used.nextGroupId()));
            case StateRecord.Put put -> put(entity(new Versioned(put.entity(), revision), out));
            case StateRecord.Removed removed -> new StoredChange.Delete(Keys.entity(removed.ref()));
            case StateRecord.Applied it ->
                put(applied(it.key(), new AppliedCommand(it.fingerprint(), it.atMillis(), it.reply()), out));
            case StateRecord.Forgotten forgotten -> new StoredChange.Delete(Keys.applied(forgotten.key()));
        };
    }

    /**
     * Takes an entry up into an image. Entries may come in any order.
     *
     * @throws FormatException if the bytes are no entry
     */
    public static void read(StoredEntry entry, ImageBuilder into) {
        byte[] key = entry.key();
        if (key.length < 2) {
            throw new FormatException("a key of " + key.length + " bytes; 2 is the least");
        }
        FieldReader in = Header.read(entry.value());
        switch (key[0]) {
            case Keys.META -> readMeta(key, in, into);
            case Keys.APPLIED ->
                into.applied(Keys.textOf(key), new AppliedCommand(in.fixedLong(), in.signed(), ReplyFields.read(in)));
            default -> readEntity(key, in, into);
        }
        in.end();
    }

    private static void readMeta(byte[] key, FieldReader in, ImageBuilder into) {
        if (Arrays.equals(key, Keys.REVISION)) {
            into.revision(in.varint());
        } else if (Arrays.equals(key, Keys.CLUSTER_ID)) {
            into.clusterId(in.text());
        } else if (Arrays.equals(key, Keys.NEXT_GROUP_ID)) {
            into.nextGroupId(in.number());
        } else {
            throw new FormatException("the key " + Arrays.toString(key) + " is unknown, perhaps of a newer version");
        }
    }

    private static void readEntity(byte[] key, FieldReader in, ImageBuilder into) {
        long version = in.varint();
        Entity entity = EntityFields.read(in);
        if (!Arrays.equals(key, Keys.entity(entity.ref()))) {
            throw new FormatException("the key " + Arrays.toString(key) + " has the value of " + entity.ref());
        }
        into.entity(entity, version);
    }

    static StoredEntry revision(long revision) {
        return revision(revision, new FieldWriter());
    }

    private static StoredEntry revision(long revision, FieldWriter out) {
        Header.begin(out);
        out.varint(revision);
        return new StoredEntry(Keys.REVISION, out.toBytes());
    }

    static StoredEntry clusterId(String id) {
        FieldWriter out = Header.write();
        out.text(id);
        return new StoredEntry(Keys.CLUSTER_ID, out.toBytes());
    }

    static StoredEntry nextGroupId(int id) {
        FieldWriter out = Header.write();
        out.varint(id);
        return new StoredEntry(Keys.NEXT_GROUP_ID, out.toBytes());
    }

    static StoredEntry applied(String key, AppliedCommand command) {
        return applied(key, command, new FieldWriter());
    }

    private static StoredEntry applied(String key, AppliedCommand command, FieldWriter out) {
        Header.begin(out);
        out.fixedLong(command.fingerprint());
        out.signed(command.atMillis());
        ReplyFields.write(out, command.reply());
        return new StoredEntry(Keys.applied(key), out.toBytes());
    }

    static StoredEntry entity(Versioned versioned) {
        return entity(versioned, new FieldWriter());
    }

    private static StoredEntry entity(Versioned versioned, FieldWriter out) {
        Header.begin(out);
        out.varint(versioned.version());
        EntityFields.write(out, versioned.entity());
        return new StoredEntry(Keys.entity(versioned.entity().ref()), out.toBytes());
    }

    private static StoredChange put(StoredEntry entry) {
        return new StoredChange.Put(entry.key(), entry.value());
    }
}
