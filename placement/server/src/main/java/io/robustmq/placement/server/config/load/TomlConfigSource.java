package io.robustmq.placement.server.config.load;

import io.smallrye.config.common.MapBackedConfigSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The TOML file as a source of settings, above {@code application.properties} and below environment and system properties.
 * Its name is the file's, so that messages can say where a value came from.
 */
final class TomlConfigSource extends MapBackedConfigSource {

    private static final int ORDINAL = 270;

    private final transient Set<String> tomlNames;

    private TomlConfigSource(Path file, Map<String, String> values) {
        super(file.toString(), properties(values), ORDINAL);
        tomlNames = Set.copyOf(values.keySet());
    }

    /** @throws InvalidConfigurationException if the file cannot be read, or is not TOML */
    static TomlConfigSource read(Path file) {
        return new TomlConfigSource(file, TomlFile.read(file));
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
