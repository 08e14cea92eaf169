package io.robustmq.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A TOML file as a flat map: the names of its tables and keys joined by dots, arrays as {@code name[0]}, values as text. */
final class TomlFile {

    private TomlFile() {}

    /** @throws InvalidConfigurationException if the file cannot be read, or is not TOML */
    static Map<String, String> read(Path file) {
        try {
            Map<String, String> flat = new LinkedHashMap<>();
            flatten("", new TomlMapper().readTree(Files.readString(file, StandardCharsets.UTF_8)), flat);
            return flat;
        } catch (JacksonException e) {
            JsonLocation at = e.getLocation();
            String where =
                    at == null ? file.toString() : file + ", line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new InvalidConfigurationException(where, e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidConfigurationException(file.toString(), "cannot be read (" + e + ")");
        }
    }

    private static void flatten(String name, JsonNode node, Map<String, String> flat) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            name.isEmpty() ? entry.getKey() : name + "." + entry.getKey(), entry.getValue(), flat));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(name + "[" + i + "]", node.get(i), flat);
            }
        } else {
            flat.put(name, node.asText());
        }
    }
}
