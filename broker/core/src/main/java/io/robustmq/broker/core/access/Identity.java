package io.robustmq.broker.core.access;

import org.jspecify.annotations.Nullable;

/**
 * Who a client was found to be; what the rules look at.
 *
 * @param username null for an anonymous client
 * @param superuser whether every action is allowed
 */
public record Identity(String clientId, @Nullable String username, String address, boolean superuser) {}
