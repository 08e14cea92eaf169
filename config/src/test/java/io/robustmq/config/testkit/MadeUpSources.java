package io.robustmq.config.testkit;

import io.robustmq.config.ConfigLoader;
import io.robustmq.config.Program;
import io.robustmq.config.ServerSources;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The places settings come from, made up for a test. Nothing is read from the machine the test runs on, but for the program's file
 * if it lies below the folder of the module.
 */
public final class MadeUpSources<C> {

    private final Program<C> program;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();

    /** No settings at all. */
    public MadeUpSources(Program<C> program) {
        this.program = program;
    }

    public MadeUpSources<C> file(Path file) {
        return properties(Map.of(program.prefix() + "config-file", file.toString()));
    }

    /** Names and values in turn. */
    public MadeUpSources<C> environment(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return this;
    }

    public MadeUpSources<C> environment(Map<String, String> more) {
        environment.putAll(more);
        return this;
    }

    public MadeUpSources<C> properties(Map<String, String> more) {
        properties.putAll(more);
        return this;
    }

    public C load() {
        return ConfigLoader.load(program, builder());
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
                .withSources(new ServerSources(program));
    }
}
