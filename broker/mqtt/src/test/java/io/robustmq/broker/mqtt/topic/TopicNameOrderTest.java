package io.robustmq.broker.mqtt.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TopicNameOrderTest {

    @Provide
    Arbitrary<List<TopicName>> topics() {
        return Arbitraries.strings()
                .withChars('a', 'b', '/', '!', ' ', '.', '0', '\u00E9', '\uFFFD')
                .ofMinLength(1)
                .ofMaxLength(7)
                .map(TopicName::of)
                .list()
                .ofMinSize(2)
                .ofMaxSize(60);
    }

    /** A topic, then all that lies below it, and nothing between them. */
    @Property(tries = 300)
    void aSubtreeIsOneRange(@ForAll("topics") List<TopicName> topics) {
        List<String> sorted = topics.stream().sorted().map(TopicName::toString).toList();
        for (TopicName root : topics) {
            List<String> tree = sorted.stream()
                    .filter(name -> name.equals(root.toString()) || name.startsWith(root + "/"))
                    .toList();
            int start = sorted.indexOf(root.toString());
            assertThat(sorted.subList(start, start + tree.size())).isEqualTo(tree);
        }
    }

    @Property(tries = 300)
    void isAnOrder(@ForAll("topics") List<TopicName> topics) {
        TopicName a = topics.getFirst();
        TopicName b = topics.getLast();
        TopicName c = topics.get(topics.size() / 2);
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        assertThat(a.compareTo(b) > 0 || b.compareTo(c) > 0 || a.compareTo(c) <= 0)
                .isTrue();
    }

    @Example
    void sortsATopicRightBeforeWhatLiesBelowIt() {
        assertThat(List.of("a/b!", "a/b", "a/b/c", "a", "a!").stream()
                        .map(TopicName::of)
                        .sorted())
                .extracting(TopicName::toString)
                .containsExactly("a", "a/b", "a/b/c", "a/b!", "a!");
    }
}
