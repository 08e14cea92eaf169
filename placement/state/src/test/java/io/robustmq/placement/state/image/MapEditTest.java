package io.robustmq.placement.state.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MapEditTest {

    /** The same changes, together and one by one, with maps built in the midst of them that must not change any more. */
    @Property(tries = 200)
    void changesTogetherWhatOneByOneChanges(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) {
        SplittableRandom random = new SplittableRandom(seed);
        PersistentMap<Integer, Integer> oneByOne = PersistentMap.empty();
        for (int i = random.nextInt(100); i > 0; i--) {
            oneByOne = oneByOne.put(random.nextInt(100), -i);
        }
        PersistentMap<Integer, Integer> before = oneByOne;
        NavigableMap<Integer, Integer> contentBefore = content(before);
        MapEdit<Integer, Integer> edit = new MapEdit<>(before);
        List<PersistentMap<Integer, Integer>> built = new ArrayList<>();
        List<NavigableMap<Integer, Integer>> contents = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            int key = random.nextInt(100);
            if (random.nextInt(3) == 0) {
                edit.remove(key);
                oneByOne = oneByOne.remove(key);
            } else {
                edit.put(key, step);
                oneByOne = oneByOne.put(key, step);
            }
            assertThat(edit.get(key)).isEqualTo(oneByOne.get(key));
            if (random.nextInt(4) == 0) {
                assertSame(edit.view(), content(oneByOne));
            }
            if (random.nextInt(10) == 0) {
                built.add(edit.build());
                contents.add(content(oneByOne));
            }
        }
        built.add(edit.build());
        contents.add(content(oneByOne));
        for (int i = 0; i < built.size(); i++) {
            assertSame(built.get(i), contents.get(i));
        }
        assertThat(built.getLast().height()).isEqualTo(oneByOne.height());
        assertSame(before, contentBefore);
    }

    @Property(tries = 20)
    void staysFlat(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MapEdit<Integer, String> edit = new MapEdit<>(PersistentMap.<Integer, String>empty());
        boolean ascending = random.nextBoolean();
        for (int i = 0; i < 5_000; i++) {
            edit.put(ascending ? i : random.nextInt(), "");
        }
        for (int i = 0; i < 3_000; i++) {
            edit.remove(edit.view().iterator().next().key());
        }
        PersistentMap<Integer, String> map = edit.build();
        // An AVL tree of n keys has a height of at most 1.4405 log2(n + 2).
        assertThat(map.height()).isLessThanOrEqualTo((int) (1.4405 * Math.log(map.size() + 2) / Math.log(2)));
    }

    @Test
    void copiesAPathOnceHoweverOftenItChanges() {
        PersistentMap<Integer, Integer> map = ofThousand();
        MapEdit<Integer, Integer> edit = new MapEdit<>(map);
        for (int i = 0; i < 100; i++) {
            edit.put(500, i);
        }
        Set<Branch<Integer, Integer>> made = branches(edit.build());
        made.removeAll(branches(map));
        assertThat(made).hasSizeLessThanOrEqualTo(map.height());
    }

    @Test
    void copiesEachBranchAtMostOnce() {
        PersistentMap<Integer, Integer> map = ofThousand();
        MapEdit<Integer, Integer> edit = new MapEdit<>(map);
        for (int key = 0; key < 1_000; key++) {
            edit.put(key, -1);
        }
        Set<Branch<Integer, Integer>> here = branches(edit.view());
        for (int key = 0; key < 1_000; key++) {
            edit.put(key, -2);
        }
        assertThat(branches(edit.build())).isEqualTo(here);
        assertThat(map.get(7)).isEqualTo(7);
    }

    @Test
    void givesTheSameMapWhereNothingChanges() {
        PersistentMap<Integer, Integer> map = ofThousand();
        MapEdit<Integer, Integer> edit = new MapEdit<>(map);
        edit.remove(5_000);
        assertThat(edit.view()).isSameAs(map);
        assertThat(edit.build()).isSameAs(map);
    }

    @Test
    void letsNobodyElseChangeWhatItChanges() {
        MapEdit<Integer, Integer> edit = new MapEdit<>(PersistentMap.<Integer, Integer>empty());
        edit.put(1, 1);
        PersistentMap<Integer, Integer> view = edit.view();
        assertThatThrownBy(() -> view.put(2, 2)).isInstanceOf(IllegalStateException.class);
        edit.build().put(2, 2);
    }

    private static PersistentMap<Integer, Integer> ofThousand() {
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        for (int key = 0; key < 1_000; key++) {
            map = map.put(key, key);
        }
        return map;
    }

    private static Set<Branch<Integer, Integer>> branches(PersistentMap<Integer, Integer> map) {
        Set<Branch<Integer, Integer>> all = Collections.newSetFromMap(new IdentityHashMap<>());
        gather(map.root(), all);
        return all;
    }

    private static void gather(@Nullable Branch<Integer, Integer> at, Set<Branch<Integer, Integer>> into) {
        if (at != null) {
            into.add(at);
            gather(at.left, into);
            gather(at.right, into);
        }
    }

    private static NavigableMap<Integer, Integer> content(PersistentMap<Integer, Integer> map) {
        NavigableMap<Integer, Integer> content = new TreeMap<>();
        map.iterator().forEachRemaining(item -> content.put(item.key(), item.value()));
        return content;
    }

    private static void assertSame(PersistentMap<Integer, Integer> map, NavigableMap<Integer, Integer> model) {
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(content(map)).isEqualTo(model);
        model.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    }
}
