package io.robustmq.broker.server.access;

import org.jspecify.annotations.Nullable;

/**
 * The users at one moment, and what was learned of their passwords, wherever they come from. Safe for use from every thread; no
 * call blocks or hashes slowly.
 */
public interface Users {

    @Nullable
    User find(String name);

    /** The user who comes by SCRAM under this name, as the client wrote it; null if there is none. */
    @Nullable
    User findByScram(String writtenName);

    /** A hash that costs what most users' cost, for those who have none; null if nobody has one. */
    @Nullable
    PasswordHash decoyHash();

    /** Identifies a user as it is now and a password. */
    Tag tag(String name, byte[] password);

    /** Whether this is the password found right before. */
    boolean isKnownRight(String name, Tag tag);

    void rememberRight(String name, Tag tag);

    /** Whether anybody could come in by SCRAM. */
    boolean offersScram();

    /**
     * What somebody without a verifier is challenged with; looks the same on every attempt.
     *
     * @throws IllegalStateException if {@link #offersScram} is false
     */
    ScramVerifier decoyVerifier(String writtenName);

    /**
     * The user of this name, or a decoy.
     *
     * @throws IllegalStateException if {@link #offersScram} is false
     */
    default ScramExchange.Candidate scramCandidate(String writtenName) {
        User user = findByScram(writtenName);
        return user != null && user.scram() != null
                ? new ScramExchange.Candidate(user, user.scram())
                : new ScramExchange.Candidate(null, decoyVerifier(writtenName));
    }
}
