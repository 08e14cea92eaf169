package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.State.change;
import static io.robustmq.broker.storage.kit.State.delete;
import static io.robustmq.broker.storage.kit.State.deleteRange;
import static io.robustmq.broker.storage.kit.State.entries;
import static io.robustmq.broker.storage.kit.State.get;
import static io.robustmq.broker.storage.kit.State.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The ordered state beside a log. */
public interface StateTests extends OnBench {

    @Test
    default void aKeyHasTheValuePutLast() {
        assertThat(get(shard(), "k")).isNull();
        change(shard(), put("k", "1"));
        assertThat(get(shard(), "k")).isEqualTo("1");
        change(shard(), put("k", "2"));
        assertThat(get(shard(), "k")).isEqualTo("2");
        assertThat(get(shard(), "k2")).isNull();
    }

    @Test
    default void anEmptyValueIsAValue() {
        change(shard(), put("k", ""));

        assertThat(get(shard(), "k")).isEmpty();
        assertThat(entries(shard())).containsExactly("k=");
    }

    @Test
    default void aDeletedKeyIsGone() {
        change(shard(), put("a", "1"), put("b", "2"));
        change(shard(), delete("a"), delete("never there"));

        assertThat(get(shard(), "a")).isNull();
        assertThat(entries(shard())).containsExactly("b=2");
        change(shard(), put("a", "3"));
        assertThat(entries(shard())).containsExactly("a=3", "b=2");
    }

    @Test
    default void aRangeIsDeletedUpToItsEnd() {
        for (String key : List.of("a", "b", "b1", "b2", "c", "d")) {
            change(shard(), put(key, "v"));
        }
        change(shard(), deleteRange("b", "c"));
        assertThat(entries(shard())).containsExactly("a=v", "c=v", "d=v");
        change(shard(), deleteRange("d", "a"), deleteRange("c", "c"));
        assertThat(entries(shard())).containsExactly("a=v", "c=v", "d=v");
        change(shard(), deleteRange("b", ""));
        assertThat(entries(shard())).containsExactly("a=v");
        change(shard(), put("b", "w"), deleteRange("", ""));
        assertThat(entries(shard())).isEmpty();
    }

    @Test
    default void changesAreMadeInTheirOrder() {
        change(shard(), put("a", "1"), put("a", "2"), put("b", "1"), delete("b"), delete("c"), put("c", "1"));
        change(shard(), put("x1", "old"), put("x2", "old"));
        change(shard(), put("x3", "gone"), deleteRange("x", "y"), put("x2", "new"));

        assertThat(entries(shard())).containsExactly("a=2", "c=1", "x2=new");
    }

    @Test
    default void entriesComeInTheOrderOfUnsignedBytes() {
        List<byte[]> ordered = List.of(
                new byte[] {0},
                new byte[] {0, 0},
                new byte[] {0, 1},
                new byte[] {1},
                bytes("A"),
                bytes("a"),
                bytes("a\0"),
                bytes("aa"),
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xFF, 0},
                new byte[] {(byte) 0xFF, (byte) 0xFF});
        for (int i : new int[] {7, 2, 9, 0, 11, 4, 6, 1, 3, 10, 5, 8}) {
            Answers.of(shard().write(WriteBatch.of(new StateChange.Put(ordered.get(i), bytes("" + i)))));
        }

        List<String> all = IntStream.range(0, ordered.size())
                .mapToObj(i -> Records.escaped(ordered.get(i)) + "=" + i)
                .toList();
        for (int pageSize = 1; pageSize <= all.size() + 1; pageSize++) {
            assertThat(entries(shard(), new byte[0], new byte[0], pageSize)).isEqualTo(all);
        }
        assertThat(entries(shard(), ordered.get(2), ordered.get(9), 2)).isEqualTo(all.subList(2, 9));
        assertThat(entries(shard(), ordered.get(9), ordered.get(2), 2)).isEmpty();
        for (int i = 0; i < ordered.size(); i++) {
            assertThat(Answers.of(shard().get(ordered.get(i)))).isEqualTo(bytes("" + i));
        }
    }

    @Test
    default void aPageHasSoManyBytesButAtLeastOneEntry() {
        for (int i = 0; i < 5; i++) {
            change(shard(), put("k" + i, "x".repeat(10_000)));
        }
        StatePage two = Answers.of(shard().page(new PageRequest(new byte[0], new byte[0], 100, 25_000)));
        StatePage one = Answers.of(shard().page(new PageRequest(new byte[0], new byte[0], 100, 1)));

        assertThat(two.entries()).hasSizeBetween(1, 3);
        assertThat(two.more()).isTrue();
        assertThat(one.entries()).hasSize(1);
        assertThat(one.more()).isTrue();
    }

    @Test
    default void aPageSaysWhetherThereIsMore() {
        change(shard(), put("a", "1"), put("b", "2"), put("c", "3"));

        assertThat(Answers.of(shard().page(new PageRequest(new byte[0], new byte[0], 3, 1_000)))
                        .more())
                .isFalse();
        assertThat(Answers.of(shard().page(new PageRequest(new byte[0], bytes("c"), 2, 1_000)))
                        .more())
                .isFalse();
        assertThat(Answers.of(shard().page(new PageRequest(new byte[0], new byte[0], 2, 1_000)))
                        .more())
                .isTrue();
    }

    @Test
    default void manyEntriesAreReadAndDeleted() {
        for (int i = 0; i < 20; i++) {
            int batch = i;
            change(
                    shard(),
                    IntStream.range(0, 100)
                            .mapToObj(n -> put(String.format("s/%04d", batch * 100 + n), "" + n))
                            .toArray(StateChange[]::new));
        }
        assertThat(entries(shard(), bytes("s/"), bytes("s0"), 300)).hasSize(2_000);
        change(shard(), deleteRange("s/0500", "s/1500"));
        assertThat(entries(shard(), bytes("s/"), bytes("s0"), 300)).hasSize(1_000);
        assertThat(get(shard(), "s/0499")).isNotNull();
        assertThat(get(shard(), "s/0500")).isNull();
        assertThat(get(shard(), "s/1499")).isNull();
        assertThat(get(shard(), "s/1500")).isNotNull();
    }
}
