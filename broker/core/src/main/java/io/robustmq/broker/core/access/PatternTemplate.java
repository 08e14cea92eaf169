package io.robustmq.broker.core.access;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic filter with {@code ${clientid}} or {@code ${username}} in it.
 *
 * <p>Clients choose their client ids, and sometimes their names, so a value is taken for an attack on the rule:
 *
 * <ul>
 *   <li>{@code +} and {@code #} in it would be wildcards, {@code /} would move what follows to other levels, a {@code $} at
 *       the start of the filter would reach system topics, an empty or missing value would drop a level. With such a value
 *       a rule that <b>allows</b> matches nothing.
 *   <li>In a rule that <b>denies</b> the value is put in as it is, since the rule must not be evaded by a slash: user {@code
 *       a/b} is denied {@code x/a/b} by {@code x/${username}}. Only {@code +} and {@code #} make it match nothing: no topic
 *       holds them. So a value never widens a rule, either way.
 * </ul>
 */
final class PatternTemplate implements TopicPattern.Filter {

    /** A piece of a level: a client's value, or fixed bytes. */
    private sealed interface Piece {}

    private record Bytes(byte[] utf8) implements Piece {}

    private enum Value implements Piece {
        CLIENT_ID("${clientid}"),
        USERNAME("${username}");

        private final String placeholder;

        Value(String placeholder) {
            this.placeholder = placeholder;
        }

        @Nullable
        String of(Identity who) {
            return switch (this) {
                case CLIENT_ID -> who.clientId();
                case USERNAME -> who.username();
            };
        }
    }

    private final Piece[][] levels;

    private PatternTemplate(Piece[][] levels) {
        this.levels = levels;
    }

    /**
     * Reads a valid topic filter.
     *
     * @throws IllegalArgumentException if it names a placeholder that does not exist
     */
    static PatternTemplate parse(String filter) {
        List<Piece[]> levels = new ArrayList<>();
        for (String level : filter.split("/", -1)) {
            levels.add(pieces(level).toArray(Piece[]::new));
        }
        return new PatternTemplate(levels.toArray(Piece[][]::new));
    }

    private static List<Piece> pieces(String level) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (int open = level.indexOf("${"); open >= 0; open = level.indexOf("${", at)) {
            if (open > at) {
                pieces.add(bytes(level.substring(at, open)));
            }
            Value value = valueAt(level, open);
            pieces.add(value);
            at = open + value.placeholder.length();
        }
        if (at < level.length()) {
            pieces.add(bytes(level.substring(at)));
        }
        return pieces;
    }

    private static Value valueAt(String level, int open) {
        for (Value value : Value.values()) {
            if (level.startsWith(value.placeholder, open)) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "the placeholders are ${clientid} and ${username}, not " + level.substring(open));
    }

    private static Bytes bytes(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean matches(byte[] topic, Identity who, boolean grants) {
        if (isPlainFor(who)) {
            return matchesPlain(topic, who);
        }
        byte[] filter = filterFor(who, grants);
        return filter != null && FilterRelation.covers(filter, topic);
    }

    private boolean matchesPlain(byte[] topic, Identity who) {
        if (topic[0] == '$' && (isWild(levels[0], '+') || isWild(levels[0], '#'))) { // [MQTT-4.7.2-1]
            return false;
        }
        int from = 0;
        for (Piece[] level : levels) {
            if (isWild(level, '#')) {
                return true;
            }
            if (from > topic.length) {
                return false;
            }
            int end = from;
            while (end < topic.length && topic[end] != '/') {
                end++;
            }
            if (!isWild(level, '+') && !matchesLevel(level, topic, from, end, who)) {
                return false;
            }
            from = end + 1;
        }
        return from > topic.length;
    }

    private static boolean matchesLevel(Piece[] level, byte[] topic, int from, int end, Identity who) {
        int at = from;
        for (Piece piece : level) {
            at = switch (piece) {
                case Bytes bytes -> skip(bytes.utf8, topic, at, end);
                case Value value -> skip(value.of(who), topic, at, end);
            };
            if (at < 0) {
                return false;
            }
        }
        return at == end;
    }

    /** Where {@code expected} ends if it stands at {@code at}, or -1. */
    private static int skip(byte[] expected, byte[] topic, int at, int end) {
        int next = at + expected.length;
        return next <= end && Arrays.equals(expected, 0, expected.length, topic, at, next) ? next : -1;
    }

    private static int skip(@Nullable String expected, byte[] topic, int at, int end) {
        if (expected == null) {
            return -1;
        }
        for (int i = 0; i < expected.length(); i++) {
            char c = expected.charAt(i);
            if (c >= 0x80) {
                return skip(expected.substring(i).getBytes(StandardCharsets.UTF_8), topic, at + i, end);
            }
            if (at + i >= end || topic[at + i] != c) {
                return -1;
            }
        }
        return at + expected.length();
    }

    @Override
    public byte @Nullable [] filterFor(Identity who, boolean grants) {
        if (grants && !isPlainFor(who)) {
            return null;
        }
        ByteArrayOutputStream filter = new ByteArrayOutputStream();
        for (int i = 0; i < levels.length; i++) {
            if (i > 0) {
                filter.write('/');
            }
            for (Piece piece : levels[i]) {
                byte[] part =
                        switch (piece) {
                            case Bytes bytes -> bytes.utf8;
                            case Value value -> literal(value.of(who));
                        };
                if (part == null) {
                    return null;
                }
                filter.writeBytes(part);
            }
        }
        return filter.size() == 0 ? null : filter.toByteArray();
    }

    /** The value as part of topic names; null if no topic name holds it. */
    private static byte @Nullable [] literal(@Nullable String value) {
        return value == null || value.indexOf('+') >= 0 || value.indexOf('#') >= 0
                ? null
                : value.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether every value is just a part of its level for this client. */
    private boolean isPlainFor(Identity who) {
        for (Piece[] level : levels) {
            for (int i = 0; i < level.length; i++) {
                if (level[i] instanceof Value value && !isPlain(value.of(who), level == levels[0] && i == 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isPlain(@Nullable String value, boolean first) {
        if (value == null || value.isEmpty() || (first && value.charAt(0) == '$')) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '/' || c == '+' || c == '#') {
                return false;
            }
        }
        return true;
    }

    private static boolean isWild(Piece[] level, char wildcard) {
        return level.length == 1
                && level[0] instanceof Bytes bytes
                && bytes.utf8.length == 1
                && bytes.utf8[0] == wildcard;
    }
}
