package io.robustmq.broker.core.lane;

import org.jspecify.annotations.Nullable;

/**
 * What a client that is let in wants of its session.
 *
 * @param username whose session it is, null for an anonymous client; a session is never given to another user
 * @param cleanStart whether an earlier session is to be forgotten
 * @param expirySeconds how long the session outlives the connection; 4,294,967,295 for ever
 */
public record Claim(
        String clientId,
        @Nullable String username,
        boolean cleanStart,
        long expirySeconds,
        @Nullable KeptWill will) {}
