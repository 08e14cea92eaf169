package io.robustmq.broker.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many filters, many targets, and filters made to do harm. */
class LargeTreeTest {
    private final SubscriptionTree<Object> tree = new SubscriptionTree<>(new Random(1));
    private final Map<String, Integer> empty = Reachable.from(tree);
    private final Object target = new Object();

    @Test
    void holdsManyLiteralFiltersAndLetsThemGo() {
        growsAndShrinks("device/%d/state", "device/%d/state");
    }

    @Test
    void holdsManyWildcardFiltersAndLetsThemGo() {
        growsAndShrinks("device/%d/+/state", "device/%d/x/state");
    }

    private void growsAndShrinks(String filterFormat, String topicFormat) {
        int count = 150_000;
        List<Integer> ids = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            ids.add(id);
            assertThat(tree.add(TopicFilter.parse(filterFormat.formatted(id)), target))
                    .isTrue();
        }
        assertThat(tree.filters()).isEqualTo(count);
        for (int id = 0; id < count; id += 7) {
            assertThat(matches(topicFormat.formatted(id))).isOne();
        }
        Collections.shuffle(ids, new Random(1));
        for (int id : ids.subList(0, count - 1)) {
            assertThat(tree.remove(TopicFilter.parse(filterFormat.formatted(id)), target))
                    .isTrue();
        }
        int last = ids.getLast();
        assertThat(matches(topicFormat.formatted(last))).isOne();
        assertThat(tree.remove(TopicFilter.parse(filterFormat.formatted(last)), target))
                .isTrue();
        assertThat(Reachable.from(tree)).isEqualTo(empty);
    }

    @Test
    void holdsManyTargetsOfOneFilterAndLetsThemGo() {
        TopicFilter filter = TopicFilter.parse("news/#");
        List<Object> targets = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            targets.add(new Object());
            assertThat(tree.add(filter, targets.getLast())).isTrue();
        }
        assertThat(tree.add(filter, targets.getFirst())).isFalse();
        List<Object> found = new ArrayList<>();
        tree.match(TopicName.of("news"), found::add);
        assertThat(found).hasSize(targets.size()).doesNotHaveDuplicates();
        Collections.shuffle(targets, new Random(1));
        targets.forEach(one -> assertThat(tree.remove(filter, one)).isTrue());
        assertThat(Reachable.from(tree)).isEqualTo(empty);
    }

    @Test
    void visitsEveryCombinationOfPlusAndLiteralOnce() {
        int levels = 14;
        for (int bits = 0; bits < 1 << levels; bits++) {
            StringBuilder filter = new StringBuilder("t");
            for (int level = 0; level < levels; level++) {
                filter.append((bits >> level & 1) == 0 ? "/+" : "/a");
            }
            tree.add(TopicFilter.parse(filter.toString()), target);
        }
        assertThat(matches("t" + "/a".repeat(levels))).isEqualTo(1 << levels);
        assertThat(matches("t" + "/a".repeat(levels - 1) + "/b")).isEqualTo(1 << (levels - 1));
        assertThat(matches("t" + "/a".repeat(levels - 1))).isZero();
    }

    @Test
    void needsNoStackForDepth() throws InterruptedException {
        int depth = 3_000;
        for (int level = 1; level < depth; level++) {
            tree.add(TopicFilter.parse("+/".repeat(level) + "a/#"), target);
        }
        AtomicInteger found = new AtomicInteger();
        TopicName topic = TopicName.of("a/".repeat(30_000) + "a");
        Thread shallow = new Thread(null, () -> tree.match(topic, _ -> found.incrementAndGet()), "shallow", 16_384);
        shallow.start();
        shallow.join(60_000);
        assertThat(found.get()).isEqualTo(depth - 1);
        for (int level = 1; level < depth; level++) {
            tree.remove(TopicFilter.parse("+/".repeat(level) + "a/#"), target);
        }
        assertThat(Reachable.from(tree)).isEqualTo(empty);
    }

    @Test
    void keepsALongFilterNoLongerThanNeeded() {
        TopicFilter longest = TopicFilter.parse("a/" + "x".repeat(60_000) + "/+");
        TopicFilter other = TopicFilter.parse("a/y/+");
        TopicFilter third = TopicFilter.parse("a/z/+");
        List.of(longest, other, third).forEach(filter -> tree.add(filter, target));
        tree.remove(longest, target);
        assertThat(Reachable.from(tree).get("byte[]")).isLessThan(100);
    }

    private int matches(String topic) {
        AtomicInteger found = new AtomicInteger();
        tree.match(TopicName.of(topic), _ -> found.incrementAndGet());
        return found.get();
    }
}
