package io.robustmq.broker.core.retained;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.subscription.Filters;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The store and its scans against a plain map. */
class RetainedStorePropertyTest {
    /** Sets the value of a topic, or removes it. */
    record Change(boolean put, TopicName topic, Integer value) {}

    @Property(tries = 1_000)
    void scansWhatAPlainSearchFinds(
            @ForAll("changes") List<Change> changes,
            @ForAll("filters") TopicFilter filter,
            @ForAll @IntRange(min = 1, max = 10) int maxMessages,
            @ForAll @IntRange(min = 1, max = 20) int maxVisited) {
        RetainedStore<Integer> store = new RetainedStore<>();
        Map<TopicName, Integer> plain = new HashMap<>();
        for (Change change : changes) {
            if (change.put) {
                assertThat(store.put(change.topic, change.value)).isEqualTo(plain.put(change.topic, change.value));
            } else {
                assertThat(store.remove(change.topic)).isEqualTo(plain.remove(change.topic));
            }
        }
        assertThat(store.size()).isEqualTo(plain.size());

        List<TopicName> found = new ArrayList<>();
        RetainedScan<Integer> scan = store.scan(filter);
        while (scan.next(maxMessages, maxVisited, (topic, value) -> {
            assertThat(value).isEqualTo(plain.get(topic));
            found.add(topic);
        })) {}
        assertThat(found)
                .isEqualTo(
                        plain.keySet().stream().filter(filter::matches).sorted().toList());
    }

    @Property(tries = 1_000)
    void neverLeavesOutAMatch(@ForAll("filters") TopicFilter filter, @ForAll("topics") List<TopicName> topics) {
        MatchOrder order = new MatchOrder(filter);
        List<TopicName> matches = topics.stream().filter(filter::matches).toList();
        TopicName first = order.first();
        assertThat(matches).allSatisfy(match -> assertThat(first == null || match.compareTo(first) >= 0)
                .isTrue());
        for (TopicName topic : topics) {
            if (!filter.matches(topic)) {
                TopicName following = order.following(topic);
                assertThat(following == null || following.compareTo(topic) > 0).isTrue();
                assertThat(matches)
                        .noneMatch(match ->
                                match.compareTo(topic) > 0 && (following == null || match.compareTo(following) < 0));
            }
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(Arbitraries.of(true, true, false), Filters.topics(), Arbitraries.integers())
                .as(Change::new)
                .list()
                .ofMaxSize(300);
    }

    @Provide
    Arbitrary<List<TopicName>> topics() {
        return Filters.topics().list().ofMinSize(1).ofMaxSize(60);
    }

    @Provide
    Arbitrary<TopicFilter> filters() {
        return Filters.filters();
    }
}
