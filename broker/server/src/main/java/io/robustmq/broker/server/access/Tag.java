package io.robustmq.broker.server.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An HMAC of a user and a password under a key of this process alone; equal for equal ones. */
public record Tag(byte[] hmac) {

    /** @param version which one of this name's users; another one has other tags */
    public static Tag of(byte[] key, long version, String name, byte[] password) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + nameBytes.length + password.length);
        all.putLong(version).putInt(nameBytes.length).put(nameBytes).put(password);
        return new Tag(ScramVerifier.hmac(key, all.array()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tag tag && MessageDigest.isEqual(hmac, tag.hmac);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hmac);
    }
}
