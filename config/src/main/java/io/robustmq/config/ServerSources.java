package io.robustmq.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The sources of configuration that are ours: the TOML file, and defaults of the framework that follow from our settings: where its ports listen, and
 * that the ordinary HTTP port is open only where a token is asked for. There
 * are none in a process that is not {@linkplain RunningServer declared} to be a server.
 *
 * <p>The file is the one {@code ROBUSTMQ_CONFIG_FILE} or {@code -Drobustmq.config-file} names, else the {@link Program#file} under
 * the folder the process was started in, if there is one.
 */
public final class ServerSources implements ConfigSourceFactory {

    private static final int BELOW_WHAT_USERS_WRITE = 50;

    private final @Nullable Program<?> program;

    /** As the framework makes it. */
    public ServerSources() {
        program = RunningServer.program().orElse(null);
    }

    public ServerSources(Program<?> program) {
        this.program = program;
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return program == null ? List.of() : sources(program, context);
    }

    private static List<ConfigSource> sources(Program<?> program, ConfigSourceContext context) {
        String prefix = program.prefix();
        Optional<ConfigSource> file = above(context, prefix + "config-file")
                .map(Path::of)
                .or(() -> Optional.of(program.file()).filter(Files::isRegularFile))
                .map(path -> TomlConfigSource.read(path, prefix));
        Program.Written written = name -> above(context, prefix + name)
                .or(() -> file.map(source -> source.getValue(prefix + name)).filter(value -> !value.isEmpty()));
        return Stream.concat(file.stream(), Stream.of(derived(program, written)))
                .toList();
    }

    private static ConfigSource derived(Program<?> program, Program.Written written) {
        String address = written.value("management.bind-address")
                .orElseGet(() -> program.managementAddress().apply(written));
        boolean administered = written.value("admin.token-file").isPresent();
        return new PropertiesConfigSource(
                Map.of(
                        "quarkus.management.host",
                        address,
                        "quarkus.http.host",
                        program.managementAddress().apply(written),
                        "quarkus.http.host-enabled",
                        Boolean.toString(administered)),
                "derived",
                BELOW_WHAT_USERS_WRITE);
    }

    /** What environment and system properties say; empty is nothing. */
    private static Optional<String> above(ConfigSourceContext context, String name) {
        return Optional.ofNullable(context.getValue(name))
                .map(ConfigValue::getValue)
                .filter(value -> !value.isEmpty());
    }
}
