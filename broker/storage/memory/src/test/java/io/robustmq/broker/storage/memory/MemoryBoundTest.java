package io.robustmq.broker.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.State;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens at the bound of the memory. */
class MemoryBoundTest {

    private static Storage open(int shards, String maxBytes) {
        return new MemoryStorageProvider()
                .open(new StorageSettings(Path.of("unused"), shards, Map.of("max_bytes", maxBytes)));
    }

    private static int fill(Shard shard, int valueBytes) {
        int written = 0;
        while (true) {
            try {
                Answers.of(shard.write(WriteBatch.of(Records.record("t", new byte[valueBytes]))));
                written++;
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.FULL);
                assertThat(e).hasMessageContaining("storage.memory.max_bytes");
                return written;
            }
        }
    }

    @Test
    void aBatchThatIsLargerThanAllOfItIsTooLargeNotRefusedForNow() {
        Storage storage = open(1, "100KiB");
        Shard shard = storage.shard(0);
        assertThat(Answers.refusal(shard.write(WriteBatch.of(Records.record("t", new byte[100 << 10]))))
                        .kind())
                .isEqualTo(StorageException.Kind.TOO_LARGE);
        assertThat(fill(shard, 1_000)).isPositive();
        storage.close();
    }

    @Test
    void allShardsShareOneBound() {
        Storage storage = open(2, "100KiB");
        State.change(storage.shard(1), State.put("k", "x".repeat(50_000)));

        assertThat(fill(storage.shard(0), 1_000)).isBetween(40, 52);
        assertThat(fill(storage.shard(1), 1_000)).isZero();
        storage.close();
    }

    @Test
    void whenItIsFullTheStateMayStillShrinkAndChange() {
        Storage storage = open(1, "100KiB");
        Shard shard = storage.shard(0);
        State.change(shard, State.put("k", "12345"), State.put("large", "x".repeat(10_000)));
        fill(shard, 10);

        State.change(shard, State.put("k", "54321"));
        State.change(shard, State.delete("large"));
        assertThat(fill(shard, 10)).as("there is room again").isGreaterThan(10);
        storage.close();
    }

    @Test
    void whatGoesGivesItsBytesBack() {
        Storage storage = open(1, "100KiB");
        Shard shard = storage.shard(0);
        for (int round = 0; round < 50; round++) {
            assertThat(fill(shard, 1_000)).isBetween(85, 100);
            if (round % 2 == 0) {
                Answers.of(shard.trim(shard.nextOffset()));
            } else {
                shard.limit(new RetentionLimits(RetentionLimits.UNLIMITED, 0));
                shard.limit(RetentionLimits.NONE);
            }
            assertThat(shard.sizeBytes()).isZero();
        }
        for (int round = 0; round < 50; round++) {
            State.change(shard, State.put("a", "x".repeat(90_000)), State.put("b", "y"));
            if (round % 2 == 0) {
                State.change(shard, State.deleteRange("", ""));
            } else {
                State.change(shard, State.delete("a"), State.delete("b"));
            }
        }
        storage.close();
    }

    @Test
    void aBoundThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> open(1, "many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storage.memory.max_bytes")
                .hasMessageContaining("many");
        assertThatThrownBy(() -> open(1, "1")).hasMessageContaining("from 65536");
    }
}
