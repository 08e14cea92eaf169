package io.robustmq.broker.storage.base;

import io.robustmq.broker.storage.spi.StorageSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An adapter's settings, read from the text they are written as. Sizes are {@code 4096}, {@code 64KiB}, {@code 10MiB},
 * {@code 1GiB} or, as a share of the largest heap, {@code 40%}; times {@code 500ms}, {@code 10s}, {@code 5m}, {@code 18h},
 * {@code 7d} or a number of seconds.
 *
 * <p>Every method throws {@link IllegalArgumentException} that names the setting if the text cannot be understood or is out of
 * bounds. Used by one thread.
 */
public final class SettingValues {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("\\s*(\\d{1,18})\\s*([a-zA-Z%]*)\\s*");
    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "", 1L, "b", 1L, "k", 1L << 10, "kib", 1L << 10, "m", 1L << 20, "mib", 1L << 20, "g", 1L << 30, "gib",
            1L << 30);
    private static final Map<String, Long> TIME_UNITS =
            Map.of("ms", 1L, "", 1_000L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private final String type;
    private final Map<String, String> values;
    private final Set<String> asked = new HashSet<>();

    /** @param type what comes before a setting's name: {@code storage.<type>.} */
    public SettingValues(String type, StorageSettings settings) {
        this.type = type;
        this.values = settings.values();
    }

    /** A size in bytes. */
    public long bytes(String name, long byDefault, long least, long greatest) {
        return number(name, byDefault, least, greatest, SIZE_UNITS, "a size such as 64KiB, 10MiB or 40%");
    }

    /** A time in milliseconds. */
    public long millis(String name, long byDefault, long least, long greatest) {
        return number(name, byDefault, least, greatest, TIME_UNITS, "a time such as 500ms, 10s or 7d");
    }

    public int count(String name, int byDefault, int least, int greatest) {
        return (int) number(name, byDefault, least, greatest, Map.of("", 1L), "a whole number");
    }

    /** One of some words, as written in {@code choices}. */
    public String choice(String name, String byDefault, List<String> choices) {
        asked.add(name);
        String text = values.get(name);
        if (text == null || text.isBlank()) {
            return byDefault;
        }
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (!choices.contains(word)) {
            throw refused(name, text, "one of " + String.join(", ", choices));
        }
        return word;
    }

    /** Any text, without the space around it. */
    public String text(String name, String byDefault) {
        asked.add(name);
        String text = values.get(name);
        return text == null || text.isBlank() ? byDefault : text.strip();
    }

    /** To be called when all has been read: refuses names that nobody asked for. */
    public void refuseOthers() {
        for (String name : values.keySet()) {
            if (!asked.contains(name)) {
                throw new IllegalArgumentException("there is no setting storage." + type + "." + name + "; there are "
                        + asked.stream().sorted().toList());
            }
        }
    }

    private long number(
            String name, long byDefault, long least, long greatest, Map<String, Long> units, String expected) {
        asked.add(name);
        String text = values.get(name);
        if (text == null || text.isBlank()) {
            return byDefault;
        }
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw refused(name, text, expected);
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        long value;
        if (unit.equals("%") && units.containsKey("gib")) {
            value = Math.round(Runtime.getRuntime().maxMemory() / 100.0 * number);
        } else {
            Long factor = units.get(unit);
            if (factor == null) {
                throw refused(name, text, expected);
            }
            value = number > Long.MAX_VALUE / factor ? Long.MAX_VALUE : number * factor;
        }
        if (value < least || value > greatest) {
            throw refused(name, text, expected + ", from " + least + " to " + greatest + unitOf(units));
        }
        return value;
    }

    private static String unitOf(Map<String, Long> units) {
        return units.containsKey("gib") ? " bytes" : units.containsKey("ms") ? " ms" : "";
    }

    private IllegalArgumentException refused(String name, String text, String expected) {
        return new IllegalArgumentException(
                "storage." + type + "." + name + " is \"" + text + "\"; it must be " + expected);
    }
}
