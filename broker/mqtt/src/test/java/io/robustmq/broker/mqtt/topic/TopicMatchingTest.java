package io.robustmq.broker.mqtt.topic;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@link TopicFilter#matches} beside the rules of §4.7 written down as plainly as they go. */
class TopicMatchingTest {

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("", "a", "b", "ab", "é", "$S")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(levels -> String.join("/", levels))
                .filter(name -> !name.isEmpty());
    }

    @Provide
    Arbitrary<String> filters() {
        Arbitrary<String> open = Arbitraries.of("", "a", "b", "ab", "é", "$S", "+", "+")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(levels -> String.join("/", levels));
        Arbitrary<String> closed = open.map(filter -> filter + "/#");
        return Arbitraries.oneOf(open, closed, Arbitraries.just("#")).filter(filter -> !filter.isEmpty());
    }

    @Property(tries = 5_000)
    void agreesWithTheRules(@ForAll("filters") String filter, @ForAll("names") String name) {
        assertThat(TopicFilter.parse(filter).matches(TopicName.of(name))).isEqualTo(matches(filter, name));
    }

    @Property(tries = 300)
    void anOrdinaryNameMatchesItself(@ForAll("names") String name) {
        assertThat(TopicFilter.parse(name).matches(TopicName.of(name))).isTrue();
    }

    @Property(tries = 300)
    void aSharedFilterMatchesWhatItsFilterMatches(@ForAll("filters") String filter, @ForAll("names") String name) {
        TopicName topic = TopicName.of(name);
        assertThat(TopicFilter.parse("$share/g/" + filter).matches(topic))
                .isEqualTo(TopicFilter.parse(filter).matches(topic));
    }

    private static boolean matches(String filter, String name) {
        boolean leadingWildcard = filter.startsWith("+") || filter.startsWith("#");
        return !(name.startsWith("$") && leadingWildcard) && matches(filter.split("/", -1), name.split("/", -1), 0);
    }

    private static boolean matches(String[] filter, String[] name, int level) {
        if (level < filter.length && filter[level].equals("#")) {
            return true;
        }
        if (level == filter.length || level == name.length) {
            // a filter that goes on with # alone matches the parent too
            boolean onlyTheRest = level == filter.length - 1 && filter[level].equals("#");
            return filter.length == name.length || onlyTheRest;
        }
        return (filter[level].equals("+") || filter[level].equals(name[level])) && matches(filter, name, level + 1);
    }
}
