package io.robustmq.broker.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.robustmq.config.NearestName;
import io.robustmq.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One table of the access file: hands out its values by key and notes what is wrong with them. A value that is missing or
 * wrong reads as null (a list as empty).
 */
final class TableReader {

    /** What somebody may look for here that is set elsewhere. */
    private static final List<String> SETTINGS_OF_THE_BROKER = List.of("allow_anonymous", "no_match", "default");

    private final String where;
    private final JsonNode table;
    private final List<Problem> problems;

    TableReader(String where, JsonNode table, List<String> keys, List<Problem> problems) {
        this.where = where;
        this.table = table;
        this.problems = problems;
        table.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                problem(key, unknown(key, keys));
            }
        });
    }

    private static String unknown(String key, List<String> keys) {
        if (SETTINGS_OF_THE_BROKER.contains(key)) {
            return "is not set here but in the broker's configuration, in [auth]: allow_anonymous, no_match";
        }
        String guess = NearestName.of(key, keys)
                .map(nearest -> "did you mean " + nearest + "? ")
                .orElse("");
        return "unknown key; " + guess + (guess.isEmpty() ? "there are " : "There are ") + String.join(", ", keys);
    }

    /** Where this table is: the file, and which entry of it. */
    String place() {
        return where;
    }

    void problem(String key, String what) {
        problems.add(new Problem(where + ", " + key, what));
    }

    boolean has(String key) {
        return table.has(key);
    }

    /** A text that is not empty. */
    @Nullable
    String text(String key) {
        JsonNode value = table.get(key);
        return value == null ? null : textOf(key, value);
    }

    private @Nullable String textOf(String key, JsonNode value) {
        if (!value.isTextual() || value.textValue().isEmpty()) {
            problem(key, "must be a text in quotes that is not empty");
            return null;
        }
        return value.textValue();
    }

    @Nullable
    Boolean flag(String key) {
        JsonNode value = table.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            problem(key, "must be true or false, without quotes");
            return null;
        }
        return value.booleanValue();
    }

    /** One of some words; {@code otherwise} if the key is missing. */
    <T> @Nullable T word(String key, List<T> values, @Nullable T otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        String text = text(key);
        for (T value : values) {
            if (value.toString().equalsIgnoreCase(text)) {
                return value;
            }
        }
        if (text != null) {
            List<String> words = values.stream()
                    .map(value -> value.toString().toLowerCase(Locale.ROOT))
                    .toList();
            problem(key, "must be one of " + String.join(", ", words) + ", not " + text);
        }
        return null;
    }

    /** One text or an array of texts, each made into something; {@code make} may throw IllegalArgumentException. */
    <T> List<T> each(String key, Function<String, T> make) {
        return elements(key, element -> {
            String text = textOf(key, element);
            return text == null ? null : make.apply(text);
        });
    }

    /** One value or an array of values; null results are left out. */
    <T> List<T> elements(String key, Function<JsonNode, @Nullable T> make) {
        JsonNode value = table.get(key);
        if (value == null) {
            return List.of();
        }
        if (value.isArray() && value.isEmpty()) {
            problem(key, "names nothing; leave it out, or name something");
        }
        List<T> made = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            try {
                T one = make.apply(element);
                if (one != null) {
                    made.add(one);
                }
            } catch (IllegalArgumentException e) {
                problem(key + " = " + element, String.valueOf(e.getMessage()));
            }
        }
        return made;
    }

    /** The entries written {@code [[key]]}. */
    List<TableReader> tables(String key, List<String> keysOfEach) {
        JsonNode entries = table.get(key);
        if (entries == null) {
            return List.of();
        }
        if (!entries.isArray()) {
            problem(key, "must be written with double brackets: [[" + key + "]]");
            return List.of();
        }
        List<TableReader> readers = new ArrayList<>();
        for (JsonNode entry : entries) {
            String place = key + " " + (readers.size() + 1);
            JsonNode name = entry.get("name");
            String named = name != null && name.isTextual() ? place + " (" + name.textValue() + ")" : place;
            if (!entry.isObject()) {
                problem(place, "must be a table: [[" + key + "]]");
            }
            readers.add(new TableReader(where + ", " + named, entry, keysOfEach, problems));
        }
        return readers;
    }
}
