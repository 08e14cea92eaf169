package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.crash.SmallDisk;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else fills the disk, so that there is no room for the state after all. */
class FullDiskStateTest {
    private static final int BUFFER_BYTES = 4 << 20;

    @Test
    void flushingIsRefusedUntilThereIsRoomAndNothingIsLost(@TempDir Path scratch) throws IOException {
        Path folder = scratch.resolve("small-disk");
        Assumptions.assumeTrue(SmallDisk.canBeHad(folder), "needs to mount a tmpfs");
        try (SmallDisk disk = new SmallDisk(folder, 12);
                StateStore state = new StateStore(folder.resolve("state"), BUFFER_BYTES, 1 << 20);
                StateFlusher flusher = new StateFlusher(state, Long.MAX_VALUE, 3_600_000)) {
            flusher.start(List.of());
            state.apply(0, List.of(changes()), 7);
            flusher.applied(2 << 20, 2 << 20);
            Path filler = fill(folder.resolve("filler"));

            assertThat(refusal(flusher).kind()).isEqualTo(Kind.FULL);
            assertThat(refusal(flusher)).hasMessageContaining("disk");
            assertThat(flusher.failure()).isNull();
            assertThat(flusher.unflushedStateBytes()).isEqualTo(2 << 20);
            Files.delete(filler);

            Answers.until("it can be flushed", () -> {
                try {
                    flusher.flush();
                    return true;
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(Kind.FULL);
                    return false;
                }
            });
            assertThat(flusher.unflushedStateBytes()).isZero();
            assertThat(state.applied(0)).isEqualTo(7);
            assertThat(state.get(0, Records.bytes("k99"))).hasSize(20_000);
        }
    }

    private static StorageException refusal(StateFlusher flusher) {
        try {
            flusher.flush();
        } catch (StorageException e) {
            return e;
        }
        throw new AssertionError("there was room");
    }

    private static List<StateChange> changes() {
        List<StateChange> changes = new ArrayList<>();
        Random chance = new Random(1); // what does not get smaller
        for (int i = 0; i < 100; i++) {
            byte[] value = new byte[20_000];
            chance.nextBytes(value);
            changes.add(new StateChange.Put(Records.bytes("k" + i), value));
        }
        return changes;
    }

    private static Path fill(Path file) {
        try (var out = Files.newOutputStream(file)) {
            byte[] some = new byte[4 << 10];
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            return file;
        }
    }
}
