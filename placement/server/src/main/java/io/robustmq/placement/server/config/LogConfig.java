package io.robustmq.placement.server.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What is logged, and how. Logs go to standard output. */
public interface LogConfig {

    /** Least level that is logged. */
    @WithDefault("INFO")
    Level level();

    /** Whether logs are JSON, one object a line, for machines; else text for people. */
    @WithDefault("false")
    boolean json();

    /** Of the original's file: read, and of no effect. */
    Optional<String> logConfig();

    /** Of the original's file: read, and of no effect. */
    Optional<String> logPath();

    /** Least level that is logged. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
