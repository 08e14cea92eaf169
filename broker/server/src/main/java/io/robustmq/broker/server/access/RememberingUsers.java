package io.robustmq.broker.server.access;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What users have in common wherever they come from: a password that was found right is quick to check from then on, and a name that
 * nobody has looks like one that somebody has.
 */
public abstract class RememberingUsers implements Users {

    private final Learned learned;
    private final @Nullable PasswordHash decoyHash;
    private final @Nullable ScramVerifier commonVerifier;
    private final byte[] scramSecret;

    /**
     * The passwords that were last found right, at most one a user. A slow hash is what makes ten thousand clients wait when they
     * all come back at once; so these are remembered as HMAC-SHA-256 under a key that is made afresh and never leaves this
     * object. Only a right password is quick to check, so an attacker who guesses waits as before; the one who can read this
     * process's memory sees passwords in CONNECT packets anyway. Safe for use from every thread.
     */
    public static final class Learned {
        private static final int KEY_BYTES = 32;

        private final byte[] key = new byte[KEY_BYTES];
        private final Map<String, Tag> right = new ConcurrentHashMap<>();

        public Learned() {
            new SecureRandom().nextBytes(key);
        }

        /** The user is another one, or gone. */
        public void forget(String name) {
            right.remove(name);
        }
    }

    /**
     * @param learned may be shared by those that follow one another, as long as {@link #version} tells their users apart
     * @param decoyHash costs what most users' cost; null if nobody has one
     * @param commonVerifier null if nobody comes by SCRAM
     * @param scramSecret what decoys are made from: the same secret makes the same decoys
     */
    protected RememberingUsers(
            Learned learned,
            @Nullable PasswordHash decoyHash,
            @Nullable ScramVerifier commonVerifier,
            byte[] scramSecret) {
        this.learned = learned;
        this.decoyHash = decoyHash;
        this.commonVerifier = commonVerifier;
        this.scramSecret = scramSecret;
    }

    /** Another one when the user's password is another one; a password that was found right for another version does not count. */
    protected abstract long version(String name);

    @Override
    public final @Nullable PasswordHash decoyHash() {
        return decoyHash;
    }

    @Override
    public final Tag tag(String name, byte[] password) {
        return Tag.of(learned.key, version(name), name, password);
    }

    @Override
    public final boolean isKnownRight(String name, Tag tag) {
        return tag.equals(learned.right.get(name));
    }

    @Override
    public final void rememberRight(String name, Tag tag) {
        learned.right.put(name, tag);
    }

    @Override
    public final boolean offersScram() {
        return commonVerifier != null;
    }

    @Override
    public final ScramVerifier decoyVerifier(String writtenName) {
        if (commonVerifier == null) {
            throw new IllegalStateException("nobody here comes by SCRAM");
        }
        return commonVerifier.decoy(scramSecret, SaslPrep.preparedIfPossible(writtenName));
    }
}
