package io.robustmq.config;

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

    private TomlConfigSource(Path file, String prefix, Map<String, String> values) {
        super(file.toString(), properties(prefix, values), ORDINAL);
        tomlNames = Set.copyOf(values.keySet());
    }

    /**
     * Reads a file.
     *
     * @param prefix what the names of settings begin with as properties
     * @throws InvalidConfigurationException if the file cannot be read, or is not TOML
     */
    static TomlConfigSource read(Path file, String prefix) {
        return new TomlConfigSource(file, prefix, TomlFile.read(file));
    }

    private static Map<String, String> properties(String prefix, Map<String, String> values) {
        Map<String, String> properties = new HashMap<>();
        values.forEach((name, value) -> properties.put(prefix + name.replace('_', '-'), value));
        return properties;
    }

    /** The names as the file has them, tables and keys joined by dots. */
    Set<String> tomlNames() {
        return tomlNames;
    }
}
