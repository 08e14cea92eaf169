package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.subscription.Overlap;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a session wants of the log: its stored subscriptions at one time, each from an offset on. Immutable. */
public final class Wanted implements TopicSelection {
    /** All topics that match a filter. */
    public static TopicSelection topicsOf(TopicFilter filter) {
        byte[] utf8 = filter.utf8();
        List<Range> ranges =
                List.of(filter.hasWildcard() ? Range.startingWith(literalPart(utf8)) : Range.exactly(utf8));
        return new TopicSelection() {
            @Override
            public List<Range> ranges() {
                return ranges;
            }

            @Override
            public boolean matches(byte[] topic) {
                return filter.matches(TopicName.ofUtf8(topic));
            }
        };
    }

    private final Map<TopicName, From> literals = new HashMap<>();
    private final List<From> wildcards = new ArrayList<>();
    private final List<Range> ranges;

    /** @param since for each shard the first offset the subscription counts for */
    public record From(Subscription subscription, long[] since) {
        boolean reaches(int shard, long offset) {
            return offset >= since[shard];
        }
    }

    /** @param subscriptions all of one session */
    public Wanted(List<From> subscriptions) {
        List<Range> all = new ArrayList<>(subscriptions.size());
        for (From from : subscriptions) {
            byte[] filter = from.subscription().filter().utf8();
            if (from.subscription().filter().hasWildcard()) {
                wildcards.add(from);
                all.add(Range.startingWith(literalPart(filter)));
            } else {
                literals.put(TopicName.ofUtf8(filter), from);
                all.add(Range.exactly(filter));
            }
        }
        ranges = merged(all);
    }

    /** What stands before the first wildcard; without the last slash, since {@code a/#} matches {@code a}, too. */
    private static byte[] literalPart(byte[] filter) {
        int end = 0;
        while (filter[end] != '+' && filter[end] != '#') {
            end++;
        }
        boolean parentToo = end > 0 && filter[end] == '#';
        return Arrays.copyOf(filter, parentToo ? end - 1 : end);
    }

    private static List<Range> merged(List<Range> ranges) {
        ranges.sort((a, b) -> Arrays.compareUnsigned(a.first(), b.first()));
        List<Range> apart = new ArrayList<>(ranges.size());
        for (Range range : ranges) {
            Range last = apart.isEmpty() ? null : apart.getLast();
            if (last == null || !last.contains(range.first())) {
                apart.add(range);
            } else if (last.last().length > 0 && (range.last().length == 0 || !last.contains(range.last()))) {
                apart.set(apart.size() - 1, new Range(last.first(), range.last()));
            }
        }
        return List.copyOf(apart);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The least offset any of the subscriptions counts for in a shard. */
    public long since(int shard) {
        long least = Long.MAX_VALUE;
        for (From from : literals.values()) {
            least = Math.min(least, from.since()[shard]);
        }
        for (From from : wildcards) {
            least = Math.min(least, from.since()[shard]);
        }
        return least;
    }

    @Override
    public List<Range> ranges() {
        return ranges;
    }

    @Override
    public boolean matches(byte[] topic) {
        TopicName name = TopicName.ofUtf8(topic);
        if (literals.containsKey(name)) {
            return true;
        }
        for (From from : wildcards) {
            if (from.subscription().filter().matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** Through what a message at this place comes to the session, or null if nothing wants it. */
    public @Nullable Recipient recipient(TopicName topic, int shard, long offset) {
        List<Subscription> found = new ArrayList<>(2);
        From literal = literals.get(topic);
        if (literal != null && literal.reaches(shard, offset)) {
            found.add(literal.subscription());
        }
        for (From from : wildcards) {
            if (from.reaches(shard, offset) && from.subscription().filter().matches(topic)) {
                found.add(from.subscription());
            }
        }
        return switch (found.size()) {
            case 0 -> null;
            case 1 -> found.getFirst();
            default -> new Overlap(found);
        };
    }
}
