package io.robustmq.placement.state.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.RandomState;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StoredEntriesTest {

    @Property(tries = 500)
    void keysAreInTheOrderOfTheirEntities(@ForAll long seed) {
        RandomState random = new RandomState(seed);
        Ref a = random.entity().ref();
        Ref b = random.entity().ref();
        assertThat(Integer.signum(Arrays.compareUnsigned(Keys.entity(a), Keys.entity(b))))
                .isEqualTo(Integer.signum(a.compareTo(b)));
        assertThat(Keys.refOf(Keys.entity(a))).isEqualTo(a);
    }

    @Test
    void textsAreOrderedAsTheirUtf8() {
        Ref rocket = new Ref(Kind.USER, "t", "\ud83d\ude80");
        Ref last = new Ref(Kind.USER, "t", "\uffff");
        assertThat(last).isLessThan(rocket);
        assertThat(Arrays.compareUnsigned(Keys.entity(last), Keys.entity(rocket)))
                .isNegative();
    }

    @Property(tries = 500)
    void damagedEntriesAreNoticedOrReadAsOthers(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ClusterStory cluster = ClusterStory.formed();
        cluster.journals(2);
        cluster.put(new ConfigEntry("a.b", new ConfigValue.OfText("x")));
        NavigableMap<byte[], byte[]> entries = StoredImages.entries(cluster.image(), 3, 1_000);
        for (var entry : entries.entrySet()) {
            byte[] key = entry.getKey().clone();
            byte[] value = entry.getValue().clone();
            byte[] damaged = random.nextInt(4) == 0 ? key : value;
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            byte[] cut = random.nextBoolean() ? value : Arrays.copyOf(value, random.nextInt(value.length));
            try {
                StoredEntries.read(new StoredEntry(key, cut), new ImageBuilder());
            } catch (FormatException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void anEntryUnderTheKeyOfAnotherIsRefused() {
        ClusterStory cluster = ClusterStory.formed();
        cluster.journals(2);
        StoredEntry one = StoredEntries.entity(cluster.image().find(Ref.of(Kind.NODE, "n1")));
        StoredEntry misplaced = new StoredEntry(Keys.entity(Ref.of(Kind.NODE, "n2")), one.value());
        assertThatThrownBy(() -> StoredEntries.read(misplaced, new ImageBuilder()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("n1");
    }

    /** Bytes that lie on disks: whoever changes this test makes a new format. */
    @Test
    void anEntryHasTheseBytes() {
        ClusterStory cluster = ClusterStory.formed();
        cluster.put(new ConfigEntry("a.b", new ConfigValue.OfInteger(-1)));
        StoredEntry entry = StoredEntries.entity(cluster.image().find(Ref.of(Kind.CONFIG, "a.b")));
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(entry.key())).isEqualTo("15" + "00" + "612e62"); // kind, no tenant, key
        assertThat(hex.formatHex(entry.value()))
                .isEqualTo("01" + "02" + "05" + "03612e62" + "02" + "01"); // format, version, kind, key, integer, -1
    }
}
