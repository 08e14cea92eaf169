package io.robustmq.operator.model.settings;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Settings by their dotted names as the file a server reads: tables sorted, so that the same settings are the same bytes. */
public final class Toml {
    private static final Pattern BARE = Pattern.compile("true|false|-?[0-9]+|\\[.*]", Pattern.DOTALL);

    private Toml() {}

    /** @param settings by dotted names, as in {@code network.tcp_port}; lists as TOML has them */
    public static String of(Map<String, String> settings) {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        settings.forEach((name, value) -> {
            int dot = name.lastIndexOf('.');
            tables.computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), table -> new TreeMap<>())
                    .put(name.substring(dot + 1), value);
        });
        StringBuilder text = new StringBuilder();
        tables.forEach((table, entries) -> {
            if (!table.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append('[')
                        .append(table)
                        .append("]\n");
            }
            entries.forEach((name, value) ->
                    text.append(name).append(" = ").append(written(value)).append('\n'));
        });
        return text.toString();
    }

    private static String written(String value) {
        if (BARE.matcher(value).matches()) {
            return value;
        }
        StringBuilder text = new StringBuilder("\"");
        value.chars().forEach(letter -> {
            switch (letter) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> text.append((char) letter);
            }
        });
        return text.append('"').toString();
    }
}
