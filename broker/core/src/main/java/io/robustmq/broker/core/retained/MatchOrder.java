package io.robustmq.broker.core.retained;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where in topic order the names lie that one filter matches, so that a reader can leave out what lies between.
 *
 * <p>For {@code a/+/c}: nothing before {@code a//c}; after {@code a/x} at the earliest {@code a/x/c}; after {@code
 * a/x/d} at the earliest what follows everything below {@code a/x}, which is {@code a/x\u0001/c}; after {@code b}
 * nothing.
 */
final class MatchOrder {
    private static final byte SEPARATOR = '/';
    private static final byte AFTER_SUBTREE = 1; // the lowest byte of a name but for the separator, which sorts first
    private static final byte[] AFTER_SYSTEM = {'$' + 1};

    private final byte[] filter;

    MatchOrder(TopicFilter filter) {
        this.filter = filter.utf8();
    }

    /** The lowest name that may match, or null if any name may. */
    @Nullable
    TopicName first() {
        byte[] lowest = lowest(new byte[0], 0, 0, 0);
        return lowest.length == 0 ? null : TopicName.ofUtf8(lowest);
    }

    /** The lowest name after {@code topic}, which does not match, that may; null if there is none. */
    @Nullable
    TopicName following(TopicName topic) {
        byte[] name = topic.utf8();
        if (topic.isSystem() && isWildcard(0)) { // [MQTT-4.7.2-1]
            return TopicName.ofUtf8(behind(AFTER_SYSTEM, 1, levelEnd(filter, 0)));
        }
        int f = 0;
        int n = 0;
        int plusEnd = -1; // in the name, the end of the last level that + stands for
        int plus = -1; // in the filter, the end of that +
        while (true) {
            int filterEnd = levelEnd(filter, f);
            int nameEnd = levelEnd(name, n);
            if (isWildcard(f)) {
                plus = filterEnd;
                plusEnd = nameEnd;
            } else {
                int order = Arrays.compareUnsigned(name, n, nameEnd, filter, f, filterEnd);
                if (order < 0) {
                    return TopicName.ofUtf8(lowest(name, n, 0, f));
                }
                if (order > 0) {
                    break;
                }
            }
            if (filterEnd == filter.length) {
                break;
            }
            if (nameEnd == name.length) {
                return TopicName.ofUtf8(behind(name, nameEnd, filterEnd));
            }
            f = filterEnd + 1;
            n = nameEnd + 1;
        }
        if (plus < 0) {
            return null;
        }
        byte[] next = Arrays.copyOf(name, plusEnd + 1);
        next[plusEnd] = AFTER_SUBTREE;
        return TopicName.ofUtf8(behind(next, next.length, plus));
    }

    /**
     * The lowest name that may match and begins with the levels {@code name[0..length)}, for {@code filter[0..end)}.
     */
    private byte[] behind(byte[] name, int length, int end) {
        return end == filter.length ? Arrays.copyOf(name, length) : lowest(name, length, 1, end + 1);
    }

    /**
     * {@code name[0..length)}, as many separators, and the lowest levels that match the filter from {@code f} on: its
     * own ones, an empty one for {@code +}, and none for {@code #}, which is also the level above.
     */
    private byte[] lowest(byte[] name, int length, int separators, int f) {
        int end = filter[filter.length - 1] == '#' ? filter.length - 1 : filter.length;
        byte[] lowest = Arrays.copyOf(name, length + separators + end - f);
        Arrays.fill(lowest, length, length + separators, SEPARATOR);
        int at = length + separators;
        for (int i = f; i < end; i++) {
            if (filter[i] != '+') {
                lowest[at++] = filter[i];
            }
        }
        boolean all = end < filter.length && at > 0;
        return Arrays.copyOf(lowest, all ? at - 1 : at);
    }

    private boolean isWildcard(int f) {
        return f < filter.length && (filter[f] == '+' || filter[f] == '#');
    }

    private static int levelEnd(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != SEPARATOR) {
            end++;
        }
        return end;
    }
}
