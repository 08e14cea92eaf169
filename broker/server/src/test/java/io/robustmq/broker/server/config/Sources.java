package io.robustmq.broker.server.config;

import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.config.testkit.MadeUpSources;
import java.nio.file.Path;

/** Settings of a broker, made up for a test. */
public final class Sources {

    private Sources() {}

    /** No settings at all. */
    public static MadeUpSources<BrokerConfig> none() {
        return new MadeUpSources<>(BrokerProgram.PROGRAM);
    }

    public static MadeUpSources<BrokerConfig> file(Path file) {
        return none().file(file);
    }

    /** Names and values in turn. */
    public static MadeUpSources<BrokerConfig> environment(String... namesAndValues) {
        return none().environment(namesAndValues);
    }
}
