package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Reason;

/** Checks of single fields; each refusal names the field, what was found and what is allowed. */
final class Fields {
    private static final int ID_CHARS = 64;
    private static final int CONFIG_KEY_CHARS = 128;
    private static final int SHOWN_CHARS = 40;

    private Fields() {}

    /** Idempotency keys, node ids, cluster ids, tenants. */
    static void id(String field, String value) {
        word(field, value, true, ID_CHARS, "1 to 64 of A-Z a-z 0-9 . _ - are allowed");
    }

    /** Names of shard sets. */
    static void lowerId(String field, String value) {
        word(field, value, false, ID_CHARS, "1 to 64 of a-z 0-9 . _ - are allowed");
    }

    static void configKey(String field, String value) {
        word(field, value, false, CONFIG_KEY_CHARS, "1 to 128 of a-z 0-9 . _ - are allowed");
    }

    /** Names that people give: one line, not empty. */
    static void name(String field, String value) {
        line(field, value, Limits.NAME_BYTES);
    }

    /** Topic names, filters and templates of them. */
    static void topic(String field, String value) {
        line(field, value, Limits.TOPIC_BYTES);
    }

    /** One line of text, not empty, of so many bytes of UTF-8 at most. */
    static void line(String field, String value, int maxBytes) {
        if (value.isEmpty()) {
            throw RefusedException.of(
                    Reason.MISSING_FIELD, field, field + " is missing", "Give 1 to " + maxBytes + " bytes of text.");
        }
        text(field, value, maxBytes);
        if (hasControl(value)) {
            throw invalid(field, value, "control characters are not allowed");
        }
    }

    /** Any text, of so many bytes of UTF-8 at most. */
    static void text(String field, String value, int maxBytes) {
        long bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    throw invalid(field, value, "it is not well-formed: half a surrogate pair at letter " + i);
                }
                i++;
                bytes += 4;
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        if (bytes > maxBytes) {
            throw RefusedException.of(
                    Reason.TOO_LARGE,
                    field,
                    field + " has " + bytes + " bytes; at most " + maxBytes + " are allowed",
                    "Shorten it.");
        }
    }

    static void range(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw invalid(field, Long.toString(value), min + " to " + max + " are allowed");
        }
    }

    static void count(String field, int count, int max) {
        if (count > max) {
            throw RefusedException.of(
                    Reason.TOO_LARGE,
                    field,
                    field + " has " + count + " values; at most " + max + " are allowed",
                    "Use fewer, or several rules.");
        }
    }

    static RefusedException invalid(String field, String value, String allowed) {
        String shown = value.length() <= SHOWN_CHARS ? value : value.substring(0, SHOWN_CHARS) + "...";
        return RefusedException.of(
                Reason.INVALID_FIELD, field, field + " '" + shown + "': " + allowed, "Correct it and send it again.");
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Every command has several: no expression is matched for them. */
    private static void word(String field, String value, boolean capitals, int maxChars, String words) {
        if (value.isEmpty()) {
            throw RefusedException.of(Reason.MISSING_FIELD, field, field + " is missing", "Give it: " + words + ".");
        }
        boolean allowed = value.length() <= maxChars;
        for (int i = 0; allowed && i < value.length(); i++) {
            allowed = isOfWord(value.charAt(i), capitals);
        }
        if (!allowed) {
            throw invalid(field, value, words);
        }
    }

    private static boolean isOfWord(char c, boolean capitals) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-'
                || (capitals && c >= 'A' && c <= 'Z');
    }
}
