package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.StorageSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An adapter's settings, read by name and checked against their bounds. Each complaint is an
 * {@link IllegalArgumentException} that names the setting and says what it may be. For one thread.
 */
public final class SettingReader {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");

    private final String prefix;
    private final Map<String, String> values;
    private final Set<String> asked = new HashSet<>();

    /** @param type what {@code storage.type} calls the adapter */
    public SettingReader(String type, StorageSettings settings) {
        this.prefix = "storage." + type + ".";
        this.values = settings.values();
    }

    /** A text; a blank one counts as not set. */
    public String text(String name, String byDefault) {
        asked.add(name);
        String value = values.get(name);
        return value == null || value.isBlank() ? byDefault : value.strip();
    }

    public String requireText(String name, String whatItIs) {
        String value = text(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(prefix + name + " is not set: " + whatItIs);
        }
        return value;
    }

    /** One of the constants of an enum, written small and with hyphens. */
    public <E extends Enum<E>> E choice(String name, E byDefault) {
        String value = text(name, written(byDefault));
        StringBuilder choices = new StringBuilder();
        for (E constant : byDefault.getDeclaringClass().getEnumConstants()) {
            if (written(constant).equals(value)) {
                return constant;
            }
            choices.append(choices.isEmpty() ? "" : ", ").append(written(constant));
        }
        throw wrong(name, value, "one of " + choices);
    }

    public boolean flag(String name, boolean byDefault) {
        return switch (text(name, Boolean.toString(byDefault))) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw wrong(name, other, "true or false");
        };
    }

    public int count(String name, int byDefault, int least, int most) {
        String value = text(name, Integer.toString(byDefault));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(name, value, "a number from " + least + " to " + most);
    }

    /** A size such as {@code 8MiB}, {@code 64KiB}, or a number of bytes. */
    public long bytes(String name, String byDefault, String least, String most) {
        String value = text(name, byDefault);
        long bytes = parseBytes(value);
        if (bytes < parseBytes(least) || bytes > parseBytes(most)) {
            throw wrong(name, value, "a size from " + least + " to " + most);
        }
        return bytes;
    }

    /** A time such as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 18h}, {@code 7d}, or a number of seconds. */
    public Duration time(String name, String byDefault, String least, String most) {
        String value = text(name, byDefault);
        long millis = parseMillis(value);
        if (millis < parseMillis(least) || millis > parseMillis(most)) {
            throw wrong(name, value, "a time from " + least + " to " + most);
        }
        return Duration.ofMillis(millis);
    }

    /** Call when all is read: complains of a name that nobody asked for. */
    public void refuseOthers() {
        for (String name : values.keySet()) {
            if (!asked.contains(name)) {
                throw new IllegalArgumentException(prefix + name + " is no setting");
            }
        }
    }

    private IllegalArgumentException wrong(String name, String value, String allowed) {
        return new IllegalArgumentException(prefix + name + " is '" + value + "', and must be " + allowed);
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** -1 if it cannot be read. */
    private static long parseBytes(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            return -1;
        }
        long unit =
                switch (parts.group(2)) {
                    case "", "B" -> 1L;
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> -1;
                };
        return multiplied(parts.group(1), unit);
    }

    private static long parseMillis(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            return -1;
        }
        long unit =
                switch (parts.group(2)) {
                    case "ms" -> 1L;
                    case "", "s" -> 1_000L;
                    case "m" -> 60_000L;
                    case "h" -> 3_600_000L;
                    case "d" -> 86_400_000L;
                    default -> -1;
                };
        return multiplied(parts.group(1), unit);
    }

    private static long multiplied(String number, long unit) {
        long value = Long.parseLong(number);
        return unit < 0 || value > Long.MAX_VALUE / unit ? -1 : value * unit;
    }
}
