package io.robustmq.broker.server.config.load;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Defaults of the framework that follow from settings of ours: the management port binds to all interfaces if the MQTT
 * listeners do. Below every source a user can write to.
 */
public final class DerivedConfigSourceFactory implements ConfigSourceFactory {

    private static final int ORDINAL = 50;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String address = value(context, "robustmq.management.bind-address");
        if (address == null) {
            address = value(context, "robustmq.auth.file") == null ? "127.0.0.1" : "0.0.0.0";
        }
        return List.of(new PropertiesConfigSource(Map.of("quarkus.management.host", address), "derived", ORDINAL));
    }

    private static @Nullable String value(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value == null || value.getValue() == null || value.getValue().isEmpty() ? null : value.getValue();
    }

    /** Asked after the TOML file was read. */
    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(Integer.MAX_VALUE);
    }
}
