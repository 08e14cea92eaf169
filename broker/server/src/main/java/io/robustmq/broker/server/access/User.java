package io.robustmq.broker.server.access;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who may connect.
 *
 * @param password null if the user does not come with a password in CONNECT
 * @param scram null if the user does not come with SCRAM-SHA-256
 */
public record User(
        String name,
        @Nullable PasswordHash password,
        @Nullable ScramVerifier scram,
        boolean superuser) {

    /** Whether what proves the one proves the other. */
    boolean hasSecretsOf(User other) {
        return String.valueOf(password).equals(String.valueOf(other.password))
                && String.valueOf(scram).equals(String.valueOf(other.scram));
    }
}
