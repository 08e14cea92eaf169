package io.robustmq.broker.server.config;

import io.smallrye.config.WithDefault;

/** What is logged, and how. Logs go to standard output. */
public interface LogConfig {

    /** Least level that is logged. DEBUG shows each client that comes, goes or is turned away on one line. */
    @WithDefault("INFO")
    Level level();

    /**
     * Whether logs are JSON, one object a line, for machines; else text for people. About a client, {@code mdc} holds the
     * keys {@code clientId}, {@code remote} and, where there is one, {@code reasonCode}.
     */
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
