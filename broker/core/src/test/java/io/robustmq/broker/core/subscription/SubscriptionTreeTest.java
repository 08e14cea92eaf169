package io.robustmq.broker.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubscriptionTreeTest {
    private final SubscriptionTree<String> tree = new SubscriptionTree<>(new Random(1));

    @Test
    void onePlusStandsForOneLevelEvenAnEmptyOne() { // [MQTT-4.7.1-2]
        add("sport/+/player");
        assertThat(matches("sport/tennis/player")).containsExactly("sport/+/player");
        assertThat(matches("sport//player")).containsExactly("sport/+/player");
        assertThat(matches("sport/player")).isEmpty();
        assertThat(matches("sport/a/b/player")).isEmpty();
    }

    @Test
    void numberSignStandsForAllThatIsBelowAndForItsParent() { // [MQTT-4.7.1-1]
        add("sport/#");
        assertThat(matches("sport")).containsExactly("sport/#");
        assertThat(matches("sport/")).containsExactly("sport/#");
        assertThat(matches("sport/tennis/player")).containsExactly("sport/#");
        assertThat(matches("sports")).isEmpty();
    }

    @Test
    void leadingWildcardsDoNotMatchTopicsThatBeginWithDollar() { // [MQTT-4.7.2-1]
        add("#", "+/#", "+/brokers", "$SYS/#", "$SYS/+");
        assertThat(matches("$SYS/brokers")).containsExactlyInAnyOrder("$SYS/#", "$SYS/+");
        assertThat(matches("SYS/brokers")).containsExactlyInAnyOrder("#", "+/#", "+/brokers");
    }

    @Test
    void reportsEachPairOfFilterAndTargetOnce() {
        String target = "target";
        assertThat(tree.add(TopicFilter.parse("a/+"), target)).isTrue();
        assertThat(tree.add(TopicFilter.parse("a/+"), target)).isFalse();
        assertThat(tree.add(TopicFilter.parse("a/b"), target)).isTrue();
        assertThat(matches("a/b")).containsExactly(target, target);
        assertThat(tree.size()).isEqualTo(2);
        assertThat(tree.filters()).isEqualTo(2);
    }

    @Test
    void aSharePrefixPlaysNoPart() {
        tree.add(TopicFilter.parse("$share/group/a/+"), "shared");
        assertThat(matches("a/b")).containsExactly("shared");
        assertThat(tree.remove(TopicFilter.parse("a/+"), "shared")).isTrue();
    }

    @Test
    void removesNothingThatWasNotAdded() {
        add("a/+/c", "a/#", "literal");
        assertThat(remove("a/+")).isFalse();
        assertThat(remove("a/+/c/d")).isFalse();
        assertThat(remove("a/+/d")).isFalse();
        assertThat(remove("+/#")).isFalse();
        assertThat(remove("b")).isFalse();
        assertThat(tree.remove(TopicFilter.parse("literal"), "another")).isFalse();
        assertThat(tree.size()).isEqualTo(3);
    }

    private void add(String... filters) {
        for (String filter : filters) {
            assertThat(tree.add(TopicFilter.parse(filter), filter)).isTrue();
        }
    }

    private boolean remove(String filter) {
        return tree.remove(TopicFilter.parse(filter), filter);
    }

    private List<String> matches(String topic) {
        List<String> found = new ArrayList<>();
        tree.match(TopicName.of(topic), found::add);
        return found;
    }
}
