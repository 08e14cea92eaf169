package io.robustmq.broker.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The tree against a plain list of pairs. */
class SubscriptionTreePropertyTest {
    private static final int TARGETS = 40;

    private record Pair(TopicFilter filter, Integer target) {}

    /** One change: mostly additions, so that something is there to be removed. */
    record Change(boolean add, TopicFilter filter, Integer target) {}

    @Property(tries = 1_000)
    void findsWhatAPlainSearchFinds(@ForAll("changes") List<Change> changes, @ForAll("topics") List<TopicName> topics) {
        SubscriptionTree<Integer> tree = new SubscriptionTree<>(new Random(1));
        Set<Pair> pairs = new LinkedHashSet<>();
        for (Change change : changes) {
            Pair pair = new Pair(change.filter, change.target);
            if (change.add) {
                assertThat(tree.add(pair.filter, pair.target)).isEqualTo(pairs.add(pair));
            } else {
                assertThat(tree.remove(pair.filter, pair.target)).isEqualTo(pairs.remove(pair));
            }
        }
        assertThat(tree.size()).isEqualTo(pairs.size());
        assertThat(tree.filters())
                .isEqualTo(pairs.stream().map(Pair::filter).distinct().count());
        for (TopicName topic : topics) {
            assertThat(found(tree, topic)).containsExactlyInAnyOrderElementsOf(wanted(pairs, topic));
        }
    }

    @Property(tries = 300)
    void leavesNothingBehind(@ForAll("changes") List<Change> changes) {
        SubscriptionTree<Integer> tree = new SubscriptionTree<>(new Random(1));
        Map<String, Integer> before = Reachable.from(tree);
        changes.forEach(change -> tree.add(change.filter, change.target));
        changes.reversed().forEach(change -> tree.remove(change.filter, change.target));
        assertThat(tree.size()).isZero();
        assertThat(Reachable.from(tree)).isEqualTo(before);
    }

    @Property(tries = 300)
    void hasFewerBranchesThanFiltersWithWildcards(@ForAll("changes") List<Change> changes) {
        SubscriptionTree<Integer> tree = new SubscriptionTree<>(new Random(1));
        for (Change change : changes) {
            if (change.add) {
                tree.add(change.filter, change.target);
            } else {
                tree.remove(change.filter, change.target);
            }
            int branches = Reachable.from(tree).get("Branch") - 1;
            assertThat(branches).isBetween(0, Math.max(0, (int) tree.filters() - 1));
        }
    }

    @Property(tries = 1_000)
    void movesTheVersionWheneverTheResultOfAMatchMoves(
            @ForAll("changes") List<Change> changes, @ForAll("topics") List<TopicName> topics) {
        SubscriptionTree<Integer> tree = new SubscriptionTree<>(new Random(1));
        for (Change change : changes) {
            List<Integer> before = topics.stream().map(tree::version).toList();
            boolean changed =
                    change.add ? tree.add(change.filter, change.target) : tree.remove(change.filter, change.target);
            for (int i = 0; i < before.size(); i++) {
                if (changed && change.filter.matches(topics.get(i))) {
                    assertThat(tree.version(topics.get(i))).isNotEqualTo(before.get(i));
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Boolean> add = Arbitraries.of(true, true, false);
        Arbitrary<Integer> target = Arbitraries.integers().between(0, TARGETS); // small enough to be the same objects
        return Combinators.combine(add, Filters.filters(), target)
                .as(Change::new)
                .list()
                .ofMaxSize(200);
    }

    @Provide
    Arbitrary<List<TopicName>> topics() {
        return Filters.topics().list().ofMinSize(1).ofMaxSize(20);
    }

    private static List<Integer> found(SubscriptionTree<Integer> tree, TopicName topic) {
        List<Integer> found = new ArrayList<>();
        tree.match(topic, found::add);
        return found;
    }

    private static List<Integer> wanted(Set<Pair> pairs, TopicName topic) {
        return pairs.stream()
                .filter(pair -> pair.filter.matches(topic))
                .map(Pair::target)
                .toList();
    }
}
