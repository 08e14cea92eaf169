package io.robustmq.broker.core.access;

import io.robustmq.broker.core.port.Peer;
import org.jspecify.annotations.Nullable;

/** What a client says of itself in CONNECT, and what its connection says of it. The client id may be assigned by the server. */
public record Credentials(String clientId, @Nullable String username, byte @Nullable [] password, Peer peer) {}
