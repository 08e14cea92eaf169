package io.robustmq.broker.server.config;

import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.config.ServerSources;
import io.robustmq.config.ConfigLoader;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The places settings come from, made up for a test. Nothing is read from the machine the test runs on. */
public final class Sources {

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    private Sources() {}

    /** No settings at all. */
    public static Sources none() {
        return new Sources();
    }

    public static Sources file(Path file) {
        return none().properties(Map.of("robustmq.config-file", file.toString()));
    }

    /** Names and values in turn. */
    public static Sources environment(String... namesAndValues) {
        Sources sources = none();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            sources.environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return sources;
    }

    public Sources environment(Map<String, String> more) {
        environment.putAll(more);
        return this;
    }

    public Sources properties(Map<String, String> more) {
        properties.putAll(more);
        return this;
    }

    public BrokerConfig load() {
        return ConfigLoader.load(BrokerProgram.PROGRAM, builder());
    }

    /** What a name that is none of our settings comes to. */
    public String value(String name) {
        return builder().build().getConfigValue(name).getValue();
    }

    private SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(properties, "system properties", 400))
                .withSources(new ServerSources(BrokerProgram.PROGRAM));
    }
}
