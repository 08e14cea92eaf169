package io.robustmq.placement.server.config.load;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The sources of configuration that are ours: the TOML file, and defaults of the framework that follow from our settings.
 *
 * <p>The file is the one {@code ROBUSTMQ_CONFIG_FILE} or {@code -Drobustmq.config-file} names, else {@code
 * config/placement-center.toml} under the folder the process was started in, if there is one.
 */
public final class ServerConfigSources implements ConfigSourceFactory {

    private static final Path DEFAULT_FILE = Path.of("config", "placement-center.toml");
    private static final int BELOW_WHAT_USERS_WRITE = 50;

    private final boolean active;

    /** As the framework makes it. */
    public ServerConfigSources() {
        this(RunningServer.isThisProcess());
    }

    public ServerConfigSources(boolean active) {
        this.active = active;
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!active) {
            return List.of();
        }
        Optional<ConfigSource> file =
                file(above(context, "robustmq.config-file")).map(TomlConfigSource::read);
        Function<String, Optional<String>> settings = name -> above(context, name)
                .or(() -> file.map(source -> source.getValue(name)).filter(value -> !value.isEmpty()));
        return Stream.concat(file.stream(), Stream.of(derived(settings))).toList();
    }

    private static Optional<Path> file(Optional<String> named) {
        return named.map(Path::of).or(() -> Optional.of(DEFAULT_FILE).filter(Files::isRegularFile));
    }

    /** The management port is reachable from where the other ports are. */
    private static ConfigSource derived(Function<String, Optional<String>> settings) {
        String address = settings.apply("robustmq.management.bind-address")
                .or(() -> settings.apply("robustmq.network.bind-address"))
                .orElse("127.0.0.1");
        return new PropertiesConfigSource(
                Map.of("quarkus.management.host", address), "derived", BELOW_WHAT_USERS_WRITE);
    }

    /** What environment and system properties say; empty is nothing. */
    private static Optional<String> above(ConfigSourceContext context, String name) {
        return Optional.ofNullable(context.getValue(name))
                .map(ConfigValue::getValue)
                .filter(value -> !value.isEmpty());
    }
}
