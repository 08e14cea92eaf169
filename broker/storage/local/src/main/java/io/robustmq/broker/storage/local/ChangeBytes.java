package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of a batch as the bytes of one record of the log. Requirements have been checked by then and are left out.
 * Numbers are big-endian.
 *
 * <pre>
 *   of each change, in order
 *     kind      1   1 put, 2 delete, 3 delete range
 *     key       2   length, then the bytes; for a range where it begins
 *     second    4   length, then the bytes: the value, or where the range ends; not for delete
 * </pre>
 */
final class ChangeBytes {
    private static final byte PUT = 1;
    private static final byte DELETE = 2;
    private static final byte DELETE_RANGE = 3;
    private static final int MAX_RANGE_KEY_BYTES = 65_535;

    private ChangeBytes() {}

    /** Whether there is anything to write. */
    static boolean changesAnything(List<StateChange> changes) {
        for (StateChange change : changes) {
            if (!(change instanceof StateChange.Require)) {
                return true;
            }
        }
        return false;
    }

    static byte[] encode(List<StateChange> changes) {
        int size = 0;
        for (StateChange change : changes) {
            size = Math.addExact(
                    size,
                    switch (change) {
                        case StateChange.Put put -> 7 + put.key().length + put.value().length;
                        case StateChange.Delete delete -> 3 + delete.key().length;
                        case StateChange.DeleteRange range -> 7 + range.from().length + range.to().length;
                        case StateChange.Require require -> 0;
                    });
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (StateChange change : changes) {
            switch (change) {
                case StateChange.Put put -> {
                    putKey(buffer, PUT, put.key());
                    buffer.putInt(put.value().length).put(put.value());
                }
                case StateChange.Delete delete -> putKey(buffer, DELETE, delete.key());
                case StateChange.DeleteRange range -> {
                    putKey(buffer, DELETE_RANGE, range.from());
                    buffer.putInt(range.to().length).put(range.to());
                }
                case StateChange.Require require -> {}
            }
        }
        return buffer.array();
    }

    private static void putKey(ByteBuffer buffer, byte kind, byte[] key) {
        if (key.length > MAX_RANGE_KEY_BYTES) {
            throw new IllegalArgumentException("a range that begins with a key of " + key.length + " bytes");
        }
        buffer.put(kind).putShort((short) key.length).put(key);
    }

    /** @throws StorageException (FAILED) if these are not the bytes of changes */
    static List<StateChange> decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        List<StateChange> changes = new ArrayList<>();
        try {
            while (buffer.hasRemaining()) {
                byte kind = buffer.get();
                byte[] key = take(buffer, buffer.getShort() & 0xFFFF);
                changes.add(
                        switch (kind) {
                            case PUT -> new StateChange.Put(key, take(buffer, buffer.getInt()));
                            case DELETE -> new StateChange.Delete(key);
                            case DELETE_RANGE -> new StateChange.DeleteRange(key, take(buffer, buffer.getInt()));
                            default -> throw new IllegalArgumentException("a change of kind " + kind);
                        });
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new StorageException(
                    StorageException.Kind.FAILED,
                    "changes of the state in the log cannot be understood; the data is damaged",
                    e);
        }
        return changes;
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
