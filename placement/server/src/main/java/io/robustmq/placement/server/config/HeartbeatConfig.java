package io.robustmq.placement.server.config;

import java.util.Optional;

/** Of the original's file. */
public interface HeartbeatConfig {

    /** Of the original's file: read, and of no effect. Each node asks for its own lease when it registers. */
    Optional<String> heartbeatTimeoutMs();

    /** Of the original's file: read, and of no effect. */
    Optional<String> heartbeatCheckTimeMs();
}
