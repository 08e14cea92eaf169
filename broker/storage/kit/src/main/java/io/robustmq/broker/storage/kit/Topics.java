package io.robustmq.broker.storage.kit;

import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.TopicSelection.Range;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Selections of topics for tests. */
public final class Topics {
    private Topics() {}

    public static TopicSelection exactly(String... topics) {
        return exactly(Stream.of(topics).map(Records::bytes).toArray(byte[][]::new));
    }

    public static TopicSelection exactly(byte[]... topics) {
        List<Range> ranges = Stream.of(topics)
                .sorted(Arrays::compareUnsigned)
                .map(Range::exactly)
                .toList();
        return in(ranges, topic -> true);
    }

    public static TopicSelection startingWith(String prefix) {
        return in(List.of(Range.startingWith(Records.bytes(prefix))), topic -> true);
    }

    /** Topics in ranges that a condition holds for. Being asked about a topic outside is a fault of the adapter. */
    public static TopicSelection in(List<Range> ranges, Predicate<byte[]> condition) {
        return new TopicSelection() {
            @Override
            public List<Range> ranges() {
                return ranges;
            }

            @Override
            public boolean matches(byte[] topic) {
                if (ranges.stream().noneMatch(range -> range.contains(topic))) {
                    throw new AssertionError(
                            "asked about " + Records.escaped(topic) + ", which is in none of the ranges");
                }
                return condition.test(topic);
            }
        };
    }
}
