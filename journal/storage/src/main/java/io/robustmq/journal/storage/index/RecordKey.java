package io.robustmq.journal.storage.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A key and the kind of record it belongs to, in the order of their bytes: the kind, then the key, unsigned. */
public final class RecordKey implements Comparable<RecordKey> {
    private final byte[] bytes;
    private final int hash;

    private RecordKey(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    public static RecordKey of(byte kind, byte[] key) {
        byte[] bytes = new byte[key.length + 1];
        bytes[0] = kind;
        System.arraycopy(key, 0, bytes, 1, key.length);
        return new RecordKey(bytes);
    }

    static RecordKey ofBytes(byte[] bytes) {
        return new RecordKey(bytes);
    }

    /** The kind, then the key. Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(RecordKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
