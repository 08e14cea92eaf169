package io.robustmq.broker.storage.rocksdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The keys of the database. Every key begins with the shard (2 bytes); numbers are big-endian, so that keys stand in the
 * order of what they say. A stretch is a part of the log that is dropped as a whole, named by its first offset.
 *
 * <pre>
 *   column    key                                             value
 *   default   "format"                                        4 bytes: 1
 *             "shards"                                        4 bytes
 *             shard, 'n'                                      8 bytes: next offset
 *             shard, 'u', stretch (8)                         bytes (8), newest timestamp (8)
 *   log       shard, offset (8)                               the record, as RecordBytes writes it
 *   topics    shard, stretch (8), topic, 0 0, offset (8)      nothing; a 0 in a topic is written 0 FF
 *   keys      shard, 0, key                                   8 bytes: offset of the newest record with the key
 *             shard, 1, stretch (8), key                      nothing: the stretch has a record with the key
 *   times     shard, offset (8) of a block of 1,024 offsets   8 bytes: newest timestamp of the block
 *   state     shard, key                                      the value
 * </pre>
 */
final class Keys {
    static final int OFFSETS_OF_BLOCK = 1_024;
    private static final int SHARD_BYTES = 2;

    private Keys() {}

    static byte[] shard(int shard) {
        return new byte[] {(byte) (shard >>> 8), (byte) shard};
    }

    /** Where the keys of a shard end. */
    static byte[] behindShard(int shard) {
        return shard(shard + 1);
    }

    static byte[] nextOffset(int shard) {
        return new byte[] {(byte) (shard >>> 8), (byte) shard, 'n'};
    }

    static byte[] stretches(int shard) {
        return new byte[] {(byte) (shard >>> 8), (byte) shard, 'u'};
    }

    static byte[] stretch(int shard, long firstOffset) {
        return buffer(11, shard).put((byte) 'u').putLong(firstOffset).array();
    }

    static long offsetOfStretch(byte[] key) {
        return ByteBuffer.wrap(key).getLong(SHARD_BYTES + 1);
    }

    /** In the log, and in the times. */
    static byte[] offset(int shard, long offset) {
        return buffer(10, shard).putLong(offset).array();
    }

    static long offsetOf(byte[] key) {
        return ByteBuffer.wrap(key).getLong(SHARD_BYTES);
    }

    static long blockOf(long offset) {
        return offset - offset % OFFSETS_OF_BLOCK;
    }

    /** Where the topics of a stretch begin. */
    static byte[] topics(int shard, long stretch) {
        return offset(shard, stretch);
    }

    /** Where the records of a topic begin, with {@code room} zeros behind it. */
    static byte[] topic(int shard, long stretch, byte[] topic, int room) {
        int zeros = 0;
        for (byte b : topic) {
            zeros += b == 0 ? 1 : 0;
        }
        byte[] key = new byte[10 + topic.length + zeros + 2 + room];
        ByteBuffer.wrap(key).putShort((short) shard).putLong(stretch);
        int at = 10;
        for (byte b : topic) {
            key[at++] = b;
            if (b == 0) {
                key[at++] = (byte) 0xFF;
            }
        }
        return key;
    }

    static byte[] topicAt(int shard, long stretch, byte[] topic, long offset) {
        byte[] key = topic(shard, stretch, topic, 8);
        ByteBuffer.wrap(key).putLong(key.length - 8, offset);
        return key;
    }

    static long offsetOfTopic(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - 8);
    }

    static byte[] topicOf(byte[] key) {
        ByteArrayOutputStream topic = new ByteArrayOutputStream(key.length - 20);
        for (int i = 10; i < key.length - 10; i++) {
            topic.write(key[i]);
            if (key[i] == 0) {
                i++;
            }
        }
        return topic.toByteArray();
    }

    static byte[] newest(int shard, byte[] recordKey) {
        return buffer(3 + recordKey.length, shard).put((byte) 0).put(recordKey).array();
    }

    static byte[] keysOf(int shard, long stretch) {
        return keyIn(shard, stretch, new byte[0]);
    }

    static byte[] keyIn(int shard, long stretch, byte[] recordKey) {
        return buffer(11 + recordKey.length, shard)
                .put((byte) 1)
                .putLong(stretch)
                .put(recordKey)
                .array();
    }

    static byte[] recordKeyOf(byte[] key) {
        return Arrays.copyOfRange(key, 11, key.length);
    }

    static byte[] state(int shard, byte[] key) {
        return buffer(2 + key.length, shard).put(key).array();
    }

    static byte[] stateKeyOf(byte[] key) {
        return Arrays.copyOfRange(key, SHARD_BYTES, key.length);
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static ByteBuffer buffer(int size, int shard) {
        return ByteBuffer.allocate(size).putShort((short) shard);
    }
}
