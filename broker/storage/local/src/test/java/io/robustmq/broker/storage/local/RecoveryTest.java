package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.State;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log and state that do not fit each other when the storage is opened. */
class RecoveryTest {
    @TempDir
    Path folder;

    private Storage open(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of("segment_bytes", "64KiB"));
        values.putAll(more);
        return new LocalStorageProvider().open(new StorageSettings(folder, 1, values));
    }

    /** Writes so many batches, each a record and a counter. */
    private static void write(Shard shard, int from, int to) {
        for (int n = from; n < to; n++) {
            Answers.of(shard.write(new WriteBatch(
                    List.of(Records.record("t", n + " " + "x".repeat(1_000))), List.of(State.put("n", "" + n)))));
        }
    }

    private void delete(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** As if the machine had lost what was written to the newest segment and not synced. */
    private void loseNewestSegment() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder.resolve("shard-0"))) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            if (file.toString().endsWith(".checkpoint")) {
                Files.delete(file);
            }
        }
        Path newest = files.stream()
                .filter(file -> file.toString().endsWith(".log"))
                .toList()
                .getLast();
        try (FileChannel channel = FileChannel.open(newest, StandardOpenOption.WRITE)) {
            channel.truncate(32);
        }
    }

    @Test
    void whatIsCutOffTheEndOfALogIsTold() throws IOException {
        try (Storage storage = open(Map.of())) {
            write(storage.shard(0), 0, 3);
            assertThat(storage.notices()).isEmpty();
        }
        Path log = folder.resolve("shard-0").resolve("00000000000000000000.log");
        Files.write(log, "half a write".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        try (Storage storage = open(Map.of())) {
            assertThat(storage.notices())
                    .singleElement()
                    .asString()
                    .contains(log.getFileName().toString(), "cut off");
            assertThat(storage.shard(0).nextOffset()).isGreaterThanOrEqualTo(3);
        }
        try (Storage storage = open(Map.of())) {
            assertThat(storage.notices()).isEmpty();
        }
    }

    @Test
    void theStateIsMadeAnewFromTheWholeLog() throws IOException {
        try (Storage storage = open(Map.of())) {
            write(storage.shard(0), 0, 200);
            State.change(storage.shard(0), State.put("a", "1"), State.put("b", "2"));
            State.change(storage.shard(0), State.deleteRange("a", "b"));
        }
        delete("state");

        try (Storage storage = open(Map.of())) {
            assertThat(State.entries(storage.shard(0))).containsExactly("b=2", "n=199");
            assertThat(Records.readAll(storage.shard(0))).hasSize(200);
        }
    }

    @Test
    void aStateThatIsLostIsNotMadeFromHalfALog() throws IOException {
        try (Storage storage = open(Map.of())) {
            write(storage.shard(0), 0, 200);
            assertThat(Answers.of(storage.shard(0).trim(storage.shard(0).nextOffset())))
                    .isPositive();
        }
        delete("state");

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("files are missing");
    }

    @Test
    void aLogThatIsLostIsNotTakenForANewOne() throws IOException {
        try (Storage storage = open(Map.of())) {
            write(storage.shard(0), 0, 10);
        }
        delete("shard-0");

        assertThatThrownBy(() -> open(Map.of("fsync", "none")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("files are missing");
    }

    @Test
    void aLogThatLostItsEndThoughItWasSyncedIsRefused() throws IOException {
        try (Storage storage = open(Map.of())) {
            write(storage.shard(0), 0, 200);
        }
        loseNewestSegment();

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("files are missing");
    }

    @Test
    void whatAMachineLosesWithoutFsyncIsGoneButItsOffsetsAreNotGivenAgain() throws IOException {
        long next;
        try (Storage storage = open(Map.of("fsync", "none"))) {
            write(storage.shard(0), 0, 200);
            next = storage.shard(0).nextOffset();
        }
        loseNewestSegment();

        try (Storage storage = open(Map.of())) {
            Shard shard = storage.shard(0);
            assertThat(shard.nextOffset()).isEqualTo(next);
            int left = Records.readAll(shard).size();
            assertThat(left).isBetween(1, 199);
            assertThat(Records.write(shard, Records.record("t", "new")).firstOffset())
                    .isEqualTo(next);
            assertThat(Records.payloads(Records.readAll(shard)).subList(left, left + 1))
                    .containsExactly("new");
        }
        open(Map.of()).close(); // and all is in order from now on
    }

    @Test
    void noSegmentGoesWhoseChangesAreNotOnTheDisk() throws IOException {
        // The state is never flushed but when a segment is to go.
        Map<String, String> rare = Map.of("state_flush_bytes", "1GiB", "state_flush_time", "1h");
        try (Storage storage = open(rare)) {
            Shard shard = storage.shard(0);
            write(shard, 0, 500);
            long start = Answers.of(shard.trim(shard.nextOffset()));
            assertThat(start).isPositive();
            copyState(); // as it is on the disk now, if the process were killed
            try (StateStore state = new StateStore(folder.resolve("copy"), 1 << 20, 1 << 20)) {
                assertThat(state.applied(0)).isGreaterThanOrEqualTo(start);
                assertThat(Records.text(state.get(0, Records.bytes("n")))).isEqualTo("499");
            }
        }
    }

    private void copyState() throws IOException {
        Files.createDirectory(folder.resolve("copy"));
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("copy").resolve(file.getFileName()));
            }
        }
    }
}
