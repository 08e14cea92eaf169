package io.robustmq.broker.storage.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes and looks at a state in text. */
public final class State {
    private State() {}

    public static StateChange put(String key, String value) {
        return new StateChange.Put(Records.bytes(key), Records.bytes(value));
    }

    public static StateChange delete(String key) {
        return new StateChange.Delete(Records.bytes(key));
    }

    public static StateChange deleteRange(String from, String to) {
        return new StateChange.DeleteRange(Records.bytes(from), Records.bytes(to));
    }

    public static StateChange require(String key, @Nullable String value) {
        return new StateChange.Require(Records.bytes(key), value == null ? null : Records.bytes(value));
    }

    public static void change(Shard shard, StateChange... changes) {
        Answers.of(shard.write(WriteBatch.of(changes)));
    }

    public static @Nullable String get(Shard shard, String key) {
        byte[] value = Answers.of(shard.get(Records.bytes(key)));
        return value == null ? null : Records.text(value);
    }

    /** All entries from a key to another as {@code key=value}, read in pages of some size. */
    public static List<String> entries(Shard shard, byte[] from, byte[] to, int pageSize) {
        List<String> all = new ArrayList<>();
        byte[] next = from;
        while (true) {
            StatePage page = Answers.of(shard.page(new PageRequest(next, to, pageSize, 1 << 20)));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(pageSize);
            for (StatePage.Entry entry : page.entries()) {
                all.add(Records.escaped(entry.key()) + "=" + Records.escaped(entry.value()));
            }
            if (!page.more()) {
                return all;
            }
            assertThat(page.entries()).as("a page with more behind it").isNotEmpty();
            next = behind(page.entries().getLast().key());
        }
    }

    public static List<String> entries(Shard shard) {
        return entries(shard, new byte[0], new byte[0], 3);
    }

    /** The least key greater than this one. */
    public static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
