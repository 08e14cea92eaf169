package io.robustmq.broker.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterRelationTest {
    private static final List<TopicFilter> FILTERS = SmallTopics.filters(3);
    private static final List<TopicName> TOPICS = SmallTopics.topics(5);

    @Test
    void coversExactlyWhenEveryTopicIsMatched() {
        List<BitSet> matched =
                FILTERS.stream().map(FilterRelationTest::topicsOf).toList();
        for (int wide = 0; wide < FILTERS.size(); wide++) {
            for (int narrow = 0; narrow < FILTERS.size(); narrow++) {
                BitSet outside = (BitSet) matched.get(narrow).clone();
                outside.andNot(matched.get(wide));
                assertThat(FilterRelation.covers(
                                FILTERS.get(wide).utf8(), FILTERS.get(narrow).utf8()))
                        .as("%s covers %s", FILTERS.get(wide), FILTERS.get(narrow))
                        .isEqualTo(outside.isEmpty());
            }
        }
    }

    @Test
    void intersectionMatchesExactlyTheTopicsOfBoth() {
        List<TopicFilter> filters = SmallTopics.filters(2);
        for (TopicFilter a : filters) {
            for (TopicFilter b : filters) {
                BitSet both = topicsOf(a);
                both.and(topicsOf(b));
                byte @Nullable [] intersection = FilterRelation.intersection(a.utf8(), b.utf8());
                BitSet found = intersection == null
                        ? new BitSet()
                        : topicsOf(TopicFilter.parse(new String(intersection, StandardCharsets.UTF_8)));
                assertThat(found).as("%s and %s", a, b).isEqualTo(both);
            }
        }
    }

    private static BitSet topicsOf(TopicFilter filter) {
        BitSet matched = new BitSet(TOPICS.size());
        for (int i = 0; i < TOPICS.size(); i++) {
            matched.set(i, filter.matches(TOPICS.get(i)));
        }
        return matched;
    }

    @ParameterizedTest
    @CsvSource({
        "a/#, a",
        "a/#, a/#",
        "a/#, a/+",
        "a/#, a/+/b/#",
        "a/+, a/b",
        "+/+, /",
        "#, +/#",
        "+/#, #",
        "$SYS/#, $SYS/brokers",
        "é/+, é/ü"
    })
    void covers(String wide, String narrow) {
        assertThat(FilterRelation.covers(utf8(wide), utf8(narrow))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a/+, a/#",
        "a/+, a",
        "a, a/#",
        "a/b, a/+",
        "#, $SYS/#",
        "+/x, $SYS/x",
        "$SYS/#, #",
        "a/+/#, a/#",
        "/, a"
    })
    void doesNotCover(String wide, String narrow) {
        assertThat(FilterRelation.covers(utf8(wide), utf8(narrow))).isFalse();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
