package io.robustmq.placement.state.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

    @Property(tries = 200)
    void isATreeMapThatKeepsItsPast(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) {
        SplittableRandom random = new SplittableRandom(seed);
        NavigableMap<Integer, Integer> model = new TreeMap<>();
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        List<PersistentMap<Integer, Integer>> versions = new ArrayList<>();
        List<NavigableMap<Integer, Integer>> models = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            int key = random.nextInt(100);
            if (random.nextInt(3) == 0) {
                map = map.remove(key);
                model.remove(key);
            } else {
                map = map.put(key, step);
                model.put(key, step);
            }
            versions.add(map);
            models.add(new TreeMap<>(model));
        }
        for (int i = 0; i < versions.size(); i++) {
            assertSame(versions.get(i), models.get(i));
        }
        int from = random.nextInt(110) - 5;
        assertThat(keys(map.iteratorFrom(from)))
                .containsExactlyElementsOf(model.tailMap(from).keySet());
    }

    @Property(tries = 20)
    void staysFlat(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PersistentMap<Integer, String> map = PersistentMap.empty();
        boolean ascending = random.nextBoolean();
        for (int i = 0; i < 5_000; i++) {
            map = map.put(ascending ? i : random.nextInt(), "");
        }
        for (int i = 0; i < 3_000; i++) {
            map = map.remove(map.iterator().next().key());
        }
        // An AVL tree of n keys has a height of at most 1.4405 log2(n + 2).
        assertThat(map.height()).isLessThanOrEqualTo((int) (1.4405 * Math.log(map.size() + 2) / Math.log(2)));
    }

    @Test
    void removingWhatIsNotThereGivesTheSameMap() {
        PersistentMap<String, String> map =
                PersistentMap.<String, String>empty().put("a", "1");
        assertThat(map.remove("b")).isSameAs(map);
    }

    @Test
    void endsWithAnException() {
        Iterator<PersistentMap.Item<String, String>> none =
                PersistentMap.<String, String>empty().iterator();
        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    private static void assertSame(PersistentMap<Integer, Integer> map, NavigableMap<Integer, Integer> model) {
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(keys(map.iterator())).containsExactlyElementsOf(model.keySet());
        model.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        assertThat(map.get(-1)).isNull();
    }

    private static List<Integer> keys(Iterator<PersistentMap.Item<Integer, Integer>> iterator) {
        List<Integer> keys = new ArrayList<>();
        iterator.forEachRemaining(item -> keys.add(item.key()));
        return keys;
    }
}
