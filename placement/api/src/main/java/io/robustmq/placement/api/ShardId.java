package io.robustmq.placement.api;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * One shard of a set. Written {@code set/index}.
 *
 * @param set 1 to 64 of {@code a-z 0-9 . _ -}
 * @param index 0 to 4,095
 */
public record ShardId(String set, int index) implements Comparable<ShardId> {
    /** The most shards a set may have. */
    public static final int MAX_SHARDS = 4_096;

    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Comparator<ShardId> ORDER =
            Comparator.comparing(ShardId::set).thenComparingInt(ShardId::index);

    public ShardId {
        if (!ALLOWED.matcher(set).matches()) {
            throw new IllegalArgumentException("shard set '" + set + "': 1 to 64 of a-z 0-9 . _ - are allowed");
        }
        if (index < 0 || index >= MAX_SHARDS) {
            throw new IllegalArgumentException("shard " + index + ": 0 to " + (MAX_SHARDS - 1) + " are allowed");
        }
    }

    /**
     * Reads {@code set/index}.
     *
     * @throws IllegalArgumentException if it is not written so
     */
    public static ShardId parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("shard '" + text + "': it is written set/index");
        }
        try {
            return new ShardId(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("shard '" + text + "': its index is not a number", e);
        }
    }

    @Override
    public int compareTo(ShardId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return set + "/" + index;
    }
}
