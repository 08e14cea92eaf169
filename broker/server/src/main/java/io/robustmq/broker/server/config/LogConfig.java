package io.robustmq.broker.server.config;

import io.smallrye.config.WithDefault;

/** What is logged, and how. Logs go to standard output. */
public interface LogConfig {

    /** Least level that is logged. DEBUG shows each client that comes, goes or is turned away on one line. */
    @WithDefault("INFO")
    Level level();

    /** text for people, json for machines: one object a line, with the keys clientId, remote and reasonCode where they apply. */
    @WithDefault("text")
    Format format();

    /** Least level that is logged. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** The shape of a line. */
    enum Format {
        TEXT,
        JSON
    }
}
