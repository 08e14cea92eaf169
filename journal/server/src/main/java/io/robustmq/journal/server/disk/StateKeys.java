package io.robustmq.journal.server.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of the state store.
 *
 * <pre>
 *   key                            value
 *   (empty)                        term, index, end offset: 8 bytes each, the high byte first
 *   shard (1 byte), 1, key         the key's value
 *   shard (1 byte), 2, producer    {@code Remembered}
 *   shard (1 byte), 3              8 bytes: nobody needs records below it; there for each shard that had records
 * </pre>
 */
final class StateKeys {
    static final byte[] POSITION = new byte[0];
    static final byte VALUE = 1;
    static final byte PRODUCER = 2;
    static final byte TRIM = 3;

    private static final int PREFIX_BYTES = 2;

    private StateKeys() {}

    static byte[] key(int shard, byte type, byte[] key) {
        return ByteBuffer.allocate(PREFIX_BYTES + key.length)
                .put((byte) shard)
                .put(type)
                .put(key)
                .array();
    }

    /** Behind all values of a shard below {@code to}; an empty one means no end. */
    static byte[] end(int shard, byte[] to) {
        return to.length == 0 ? key(shard, (byte) (VALUE + 1), to) : key(shard, VALUE, to);
    }

    static byte[] withoutPrefix(byte[] key) {
        return Arrays.copyOfRange(key, PREFIX_BYTES, key.length);
    }
}
