package io.robustmq.placement.server.config;

import java.util.Optional;

/** Of the original's file. */
public interface SystemConfig {

    /** Of the original's file: read, and of no effect. */
    Optional<String> runtimeWorkThreads();
}
