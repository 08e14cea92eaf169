package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Filters and topics of few and similar levels, so that most of them have to do with each other. */
public final class Filters {
    private static final Arbitrary<String> LEVEL = Arbitraries.of("", "a", "b", "ab", "a!", "$s", "\u0001", "é");

    private Filters() {}

    public static Arbitrary<TopicName> topics() {
        return LEVEL.list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(Filters::joined)
                .filter(text -> !text.isEmpty())
                .map(TopicName::of);
    }

    public static Arbitrary<TopicFilter> filters() {
        Arbitrary<String> level = Arbitraries.frequencyOf(Tuple.of(2, LEVEL), Tuple.of(1, Arbitraries.just("+")));
        Arbitrary<List<String>> levels = level.list().ofMinSize(1).ofMaxSize(5);
        Arbitrary<String> end = Arbitraries.of("", "", "", "/#");
        return Arbitraries.oneOf(
                        Combinators.combine(levels, end).as((l, e) -> joined(l) + e),
                        Arbitraries.of("#", "+", "+/#", "/", "/#", "+/+", "$s/#"))
                .filter(text -> !text.isEmpty())
                .map(TopicFilter::parse);
    }

    private static String joined(List<String> levels) {
        return String.join("/", levels);
    }
}
