package io.robustmq.placement.server.state;

import io.robustmq.placement.state.format.BatchCodec;
import io.robustmq.placement.state.format.StoredEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of the log as bytes, all numbers with the high byte first.
 *
 * <pre>
 *   version 1 (1 byte)  type (1 byte)
 *     1 batches       count (4)  count x { length (4)  batch, as BatchCodec has it }
 *     2 restore part  first (1)  count (4)  count x { length (4)  key  length (4)  value }
 *     3 restore end   expected revision (8)  entries (8)  cluster id (2 + modified UTF-8)
 * </pre>
 *
 * The log itself has the checksum. A version or type that is not known stops the member: it is of a later release, and must not be
 * passed over.
 */
public final class LogEntryCodec {

    private static final int VERSION = 1;
    private static final int BATCHES = 1;
    private static final int RESTORE_PART = 2;
    private static final int RESTORE_END = 3;

    private LogEntryCodec() {}

    public static byte[] encode(LogEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            switch (entry) {
                case LogEntry.Batches batches ->
                    writeBatches(
                            out,
                            batches.batches().stream().map(BatchCodec::encode).toList());
                case LogEntry.RestorePart part -> write(out, part);
                case LogEntry.RestoreEnd end -> {
                    out.writeByte(RESTORE_END);
                    out.writeLong(end.expectedRevision());
                    out.writeLong(end.entries());
                    out.writeUTF(end.clusterId());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // arrays have no faults
        }
        return bytes.toByteArray();
    }

    /**
     * An entry of batches that are bytes already.
     *
     * @param bytes how many they have together
     */
    static byte[] batches(List<byte[]> batches, int bytes) {
        ByteBuffer out = ByteBuffer.allocate(2 + Integer.BYTES * (1 + batches.size()) + bytes);
        out.put((byte) VERSION).put((byte) BATCHES).putInt(batches.size());
        for (byte[] batch : batches) {
            out.putInt(batch.length).put(batch);
        }
        return out.array();
    }

    /** Whether an entry is of batches; nothing else of it is looked at. */
    static boolean isBatches(byte[] entry) {
        return entry.length > 1 && entry[0] == VERSION && entry[1] == BATCHES;
    }

    private static void writeBatches(DataOutputStream out, List<byte[]> batches) throws IOException {
        out.writeByte(BATCHES);
        out.writeInt(batches.size());
        for (byte[] batch : batches) {
            write(out, batch);
        }
    }

    private static void write(DataOutputStream out, LogEntry.RestorePart part) throws IOException {
        out.writeByte(RESTORE_PART);
        out.writeBoolean(part.first());
        out.writeInt(part.entries().size());
        for (StoredEntry entry : part.entries()) {
            write(out, entry.key());
            write(out, entry.value());
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @throws IllegalStateException if a later release wrote it */
    public static LogEntry decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            int type = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalStateException("an entry of the log has version " + version + "; this release knows "
                        + VERSION + ": run the release that wrote it, or a later one");
            }
            return switch (type) {
                case BATCHES -> new LogEntry.Batches(list(in, () -> BatchCodec.decode(array(in))));
                case RESTORE_PART ->
                    new LogEntry.RestorePart(in.readBoolean(), list(in, () -> new StoredEntry(array(in), array(in))));
                case RESTORE_END -> new LogEntry.RestoreEnd(in.readLong(), in.readLong(), in.readUTF());
                default ->
                    throw new IllegalStateException("an entry of the log has type " + type
                            + ", which this release does not know: run the release that wrote it, or a later one");
            };
        } catch (IOException e) {
            throw new IllegalStateException("an entry of the log is cut short", e);
        }
    }

    private interface Part<T> {
        T read() throws IOException;
    }

    private static <T> List<T> list(DataInputStream in, Part<T> part) throws IOException {
        int count = in.readInt();
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(part.read());
        }
        return list;
    }

    private static byte[] array(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
