package io.robustmq.placement.state.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    @Property(tries = 300)
    void tellsWhatIsOtherwiseAndNothingElse(@ForAll long seed, @ForAll @IntRange(max = 200) int changes) {
        SplittableRandom random = new SplittableRandom(seed);
        int keys = 1 + random.nextInt(200);
        PersistentMap<Integer, String> before = changed(PersistentMap.empty(), random, random.nextInt(300), keys);
        PersistentMap<Integer, String> after = changed(before, random, changes, keys);
        int from = random.nextInt(keys + 2) - 1;
        assertThat(list(before.differencesTo(after, from))).isEqualTo(expected(before, after, from));
        assertThat(list(after.differencesTo(before, from))).isEqualTo(expected(after, before, from));
        PersistentMap<Integer, String> nothing = PersistentMap.empty();
        assertThat(list(nothing.differencesTo(after, from))).isEqualTo(expected(nothing, after, from));
        assertThat(list(after.differencesTo(after, from))).isEmpty();
    }

    /** Each a new object, so that the same text put again is a difference, as another version of an entity is. */
    private static PersistentMap<Integer, String> changed(
            PersistentMap<Integer, String> map, SplittableRandom random, int changes, int keys) {
        MapEdit<Integer, String> edit = new MapEdit<>(map);
        for (int i = 0; i < changes; i++) {
            int key = random.nextInt(keys);
            if (random.nextInt(3) == 0) {
                edit.remove(key);
            } else {
                edit.put(key, random.nextInt() + ".");
            }
        }
        return edit.build();
    }

    private static List<PersistentMap.Difference<Integer, String>> expected(
            PersistentMap<Integer, String> before, PersistentMap<Integer, String> after, int from) {
        TreeSet<Integer> keys = new TreeSet<>();
        before.iteratorFrom(from).forEachRemaining(item -> keys.add(item.key()));
        after.iteratorFrom(from).forEachRemaining(item -> keys.add(item.key()));
        List<PersistentMap.Difference<Integer, String>> expected = new ArrayList<>();
        for (int key : keys) {
            if (!Objects.equals(before.get(key), after.get(key))) {
                expected.add(new PersistentMap.Difference<>(key, before.get(key), after.get(key)));
            }
        }
        return expected;
    }

    private static <T> List<T> list(Iterator<T> iterator) {
        List<T> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        return list;
    }

    /** A key that counts how often keys are compared, which is about how often branches are looked at. */
    private record Counted(int number, AtomicLong comparisons) implements Comparable<Counted> {
        @Override
        public int compareTo(Counted other) {
            comparisons.incrementAndGet();
            return Integer.compare(number, other.number);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Counted counted && counted.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @Test
    void passesOverWhatIsShared() {
        AtomicLong comparisons = new AtomicLong();
        MapEdit<Counted, String> edit = new MapEdit<>(PersistentMap.<Counted, String>empty());
        for (int i = 0; i < 100_000; i++) {
            edit.put(new Counted(i, comparisons), "");
        }
        PersistentMap<Counted, String> before = edit.build();
        for (int i = 0; i < 10; i++) {
            edit.put(new Counted(i * 9_999, comparisons), "other");
        }
        PersistentMap<Counted, String> after = edit.build();
        comparisons.set(0);
        assertThat(list(before.differencesTo(after, new Counted(0, comparisons))))
                .hasSize(10);
        assertThat(comparisons.get()).isLessThan(10L * 4 * before.height());
    }
}
