package io.robustmq.placement.server.api;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over the entries of a backup: for each the lengths of key and value (4 bytes each, high byte first), key and value. */
final class BackupDigest {

    static final int FORMAT_VERSION = 1;

    private final MessageDigest digest;
    private long entries;

    BackupDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(byte[] key, byte[] value) {
        digest.update(
                ByteBuffer.allocate(8).putInt(key.length).putInt(value.length).flip());
        digest.update(key);
        digest.update(value);
        entries++;
    }

    long entries() {
        return entries;
    }

    /** May be asked once. */
    byte[] sha256() {
        return digest.digest();
    }
}
