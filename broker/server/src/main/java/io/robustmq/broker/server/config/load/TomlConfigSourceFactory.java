package io.robustmq.broker.server.config.load;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.common.MapBackedConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Puts the TOML file among the sources of configuration, above {@code application.properties} and below environment and
 * system properties. The file is the one {@code ROBUSTMQ_CONFIG_FILE} or {@code -Drobustmq.config-file} names, else
 * {@code config/mqtt-server.toml} under the folder the process was started in, if there is one.
 */
public final class TomlConfigSourceFactory implements ConfigSourceFactory {

    /** The property that names the file. */
    static final String FILE_PROPERTY = "robustmq.config-file";

    private static final Path DEFAULT_FILE = Path.of("config", "mqtt-server.toml");
    private static final int ORDINAL = 270;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return file(Optional.ofNullable(context.getValue(FILE_PROPERTY)).map(ConfigValue::getValue))
                .map(file -> List.<ConfigSource>of(source(file)))
                .orElse(List.of());
    }

    private static Optional<Path> file(Optional<String> named) {
        return named.filter(name -> !name.isBlank()).map(Path::of).or(() -> Optional.of(DEFAULT_FILE)
                .filter(Files::isRegularFile));
    }

    private static ConfigSource source(Path file) {
        return new TomlConfigSource(file, TomlFile.read(file));
    }

    /** One TOML file; its name is the file's, so that messages can say where a value came from. */
    static final class TomlConfigSource extends MapBackedConfigSource {

        private final transient Set<String> tomlNames;

        TomlConfigSource(Path file, Map<String, String> values) {
            super(file.toString(), properties(values), ORDINAL);
            tomlNames = Set.copyOf(values.keySet());
        }

        private static Map<String, String> properties(Map<String, String> values) {
            Map<String, String> properties = new HashMap<>();
            values.forEach((name, value) -> properties.put(Setting.PREFIX + name.replace('_', '-'), value));
            return properties;
        }

        /** The names as the file has them, tables and keys joined by dots. */
        Set<String> tomlNames() {
            return tomlNames;
        }
    }
}
