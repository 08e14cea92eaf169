package io.robustmq.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Whether one text is a value of one setting; if not, what would be. */
final class ValueCheck {

    private static final Converter<Long> SIZE = new SizeConverter();
    private static final DurationConverter TIME = new DurationConverter();

    private ValueCheck() {}

    /** Returns what is wrong with {@code value}, or null. An empty value is none, and never wrong here. */
    static @Nullable String problem(Setting setting, String value) {
        if (value.isEmpty()) {
            return setting.isOptional() ? null : "must not be empty; it is " + allowed(setting);
        }
        return switch (setting.type()) {
            case NUMBER, SIZE, TIME -> outOfBounds(setting, value);
            case SWITCH -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false") ? null : isNot(setting);
            case CHOICE -> setting.choices().contains(Setting.choiceName(value)) ? null : isNot(setting);
            case TEXT, LIST, TABLE, PATH -> null;
        };
    }

    private static @Nullable String outOfBounds(Setting setting, String value) {
        try {
            long number = base(setting.type(), value);
            Bounds bounds = setting.bounds();
            if (bounds != null
                    && (number < base(setting.type(), bounds.min()) || number > base(setting.type(), bounds.max()))) {
                return isNot(setting);
            }
            return null;
        } catch (IllegalArgumentException _) {
            return isNot(setting);
        }
    }

    /** The value in its base unit: itself, bytes or milliseconds. */
    static long base(Setting.Type type, String value) {
        return switch (type) {
            case SIZE -> SIZE.convert(value);
            case TIME -> TIME.convert(value).toMillis();
            case NUMBER, SWITCH, CHOICE, TEXT, LIST, TABLE, PATH -> Long.parseLong(value.strip());
        };
    }

    private static String isNot(Setting setting) {
        return "must be " + allowed(setting);
    }

    /** The values a setting may have, in words. */
    static String allowed(Setting setting) {
        List<String> words = new ArrayList<>();
        if (setting.choices().isEmpty()) {
            words.add(setting.type().words());
        } else {
            words.add("one of " + String.join(", ", setting.choices()).toLowerCase(Locale.ROOT));
        }
        if (setting.bounds() != null) {
            words.add(
                    "from " + setting.bounds().min() + " to " + setting.bounds().max());
        }
        return String.join(" ", words);
    }
}
