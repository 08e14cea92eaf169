package io.robustmq.operator.app.config;

import io.smallrye.config.WithDefault;

/** What is logged, and how. Logs go to standard output. */
public interface LogConfig {

    /** Least level that is logged. */
    @WithDefault("INFO")
    Level level();

    /** Whether logs are JSON, one object a line, for machines; else text for people. */
    @WithDefault("false")
    boolean json();

    /** Least level that is logged. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
