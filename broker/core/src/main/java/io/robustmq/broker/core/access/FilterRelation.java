package io.robustmq.broker.core.access;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the sets of topics behind two topic filters lie to each other. Filters are valid UTF-8 filters without share prefix; a
 * topic name is the filter of itself alone.
 *
 * <p>Source: MQTT 5.0 §4.7.1 (wildcards; {@code a/#} holds {@code a} too), §4.7.2 (a leading wildcard holds no topic that
 * begins with {@code $}).
 */
final class FilterRelation {
    private FilterRelation() {}

    /**
     * Whether {@code wide} matches every topic that {@code narrow} matches. Allocates nothing.
     *
     * <p>{@code #} and {@code +/#} say the same, and so do {@code /#} and {@code /+/#}: there is no topic without a letter.
     */
    static boolean covers(byte[] wide, byte[] narrow) {
        if (beginsWild(wide) && narrow[0] == '$') { // [MQTT-4.7.2-1]
            return false;
        }
        int w = 0;
        int n = 0;
        while (w <= wide.length) {
            int wideEnd = levelEnd(wide, w);
            if (isLevel(wide, w, wideEnd, '#')) {
                return true;
            }
            if (n > narrow.length) {
                return false;
            }
            int narrowEnd = levelEnd(narrow, n);
            boolean anyLevel = isLevel(wide, w, wideEnd, '+');
            if (anyLevel && isLevel(narrow, n, narrowEnd, '#')) {
                return n <= 1 && isLevel(wide, wideEnd + 1, wide.length, '#');
            }
            if (!anyLevel && !Arrays.equals(wide, w, wideEnd, narrow, n, narrowEnd)) {
                return false;
            }
            w = wideEnd + 1;
            n = narrowEnd + 1;
        }
        return n > narrow.length;
    }

    /** The filter of exactly the topics that both match, or null if there is none. */
    static byte @Nullable [] intersection(byte[] a, byte[] b) {
        if ((beginsWild(a) && b[0] == '$') || (beginsWild(b) && a[0] == '$')) { // [MQTT-4.7.2-1]
            return null;
        }
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        int i = 0;
        int j = 0;
        while (i <= a.length && j <= b.length) {
            int aEnd = levelEnd(a, i);
            int bEnd = levelEnd(b, j);
            if (isLevel(a, i, aEnd, '#')) {
                append(both, j, b, b.length);
                return topicsOrNone(both);
            }
            if (isLevel(b, j, bEnd, '#')) {
                append(both, i, a, a.length);
                return topicsOrNone(both);
            }
            if (isLevel(a, i, aEnd, '+')) {
                append(both, j, b, bEnd);
            } else if (isLevel(b, j, bEnd, '+') || Arrays.equals(a, i, aEnd, b, j, bEnd)) {
                append(both, i, a, aEnd);
            } else {
                return null;
            }
            i = aEnd + 1;
            j = bEnd + 1;
        }
        return endsOrRest(a, i) && endsOrRest(b, j) ? topicsOrNone(both) : null;
    }

    /** The empty filter, where {@code /#} meets {@code +}, matches no topic. */
    private static byte @Nullable [] topicsOrNone(ByteArrayOutputStream filter) {
        return filter.size() == 0 ? null : filter.toByteArray();
    }

    /** Nothing is left, or only a {@code #}, which holds its parent level too. */
    private static boolean endsOrRest(byte[] filter, int from) {
        return from > filter.length || isLevel(filter, from, filter.length, '#');
    }

    private static void append(ByteArrayOutputStream out, int from, byte[] filter, int to) {
        if (from > 0) {
            out.write('/');
        }
        out.write(filter, from, to - from);
    }

    private static boolean beginsWild(byte[] filter) {
        return filter[0] == '+' || filter[0] == '#';
    }

    private static boolean isLevel(byte[] filter, int from, int end, char wildcard) {
        return end - from == 1 && filter[from] == wildcard;
    }

    private static int levelEnd(byte[] filter, int from) {
        int end = from;
        while (end < filter.length && filter[end] != '/') {
            end++;
        }
        return end;
    }
}
