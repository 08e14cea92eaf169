package io.robustmq.broker.storage.mysql.rows;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an index holds of a topic or key, as an index entry has an end: up to 700 bytes the bytes themselves; of more the
 * first 700 and the SHA-256 of all, 732 in sum. Equal for equal bytes only; in their order but among those that begin with
 * the same 700.
 *
 * @param indexed up to 732 bytes
 * @param whole all bytes if they are not all in the index; else null
 */
public record IndexedBytes(byte[] indexed, byte @Nullable [] whole) {
    static final int LONGEST = 700;

    public static IndexedBytes of(byte[] bytes) {
        return bytes.length <= LONGEST ? new IndexedBytes(bytes, null) : new IndexedBytes(cut(bytes), bytes);
    }

    /** The bytes again. */
    public static byte[] whole(byte[] indexed, byte @Nullable [] whole) {
        return whole == null ? indexed : whole;
    }

    /** At or below what is indexed of {@code bytes} and of everything that is greater. */
    public static byte[] lowerBound(byte[] bytes) {
        return bytes.length <= LONGEST ? bytes : Arrays.copyOf(bytes, LONGEST);
    }

    /** At or above what is indexed of {@code bytes} and of everything that is less; empty, for no end, stays so. */
    public static byte[] upperBound(byte[] bytes) {
        if (bytes.length <= LONGEST) {
            return bytes;
        }
        byte[] bound = Arrays.copyOf(bytes, LONGEST + 33);
        Arrays.fill(bound, LONGEST, bound.length, (byte) 0xFF);
        return bound;
    }

    private static byte[] cut(byte[] bytes) {
        byte[] cut = Arrays.copyOf(bytes, LONGEST + 32);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            System.arraycopy(hash, 0, cut, LONGEST, hash.length);
            return cut;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
