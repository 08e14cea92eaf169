package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a storage: whose it is, and what it says of itself. */
class LocalFolderTest {
    private Path folder;

    @BeforeEach
    void in(@TempDir Path scratch) {
        folder = scratch.resolve("new/deep");
    }

    private Storage open(Map<String, String> values) {
        return new LocalStorageProvider().open(new StorageSettings(folder, 2, values));
    }

    private void isRefused(String... words) {
        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.toString())
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Test
    void aNewFolderSaysItsFormatAndItsShards() throws Exception {
        open(Map.of()).close();

        assertThat(folder.resolve("storage.properties")).hasContent("format=1\nshards=2\n");
        assertThat(folder.resolve("shard-0")).isDirectory();
        assertThat(folder.resolve("shard-1")).isDirectory();
        assertThat(folder.resolve("state")).isDirectory();
    }

    @Test
    void aFolderInUseIsRefusedUntilItIsFree() {
        try (Storage storage = open(Map.of())) {
            assertThat(storage.shards()).isEqualTo(2);
            isRefused("is in use by another process: stop that one");
        }
        open(Map.of()).close();
    }

    @Test
    void aFormatOfTheFutureIsRefused() throws Exception {
        open(Map.of()).close();
        Files.writeString(folder.resolve("storage.properties"), "format=2\nshards=2\n");

        isRefused("has format 2, this version knows 1", "start the version that wrote it");
    }

    @Test
    void nonsenseInThePropertiesIsRefused() throws Exception {
        open(Map.of()).close();
        Files.writeString(folder.resolve("storage.properties"), "format=1\nshards=none\n");

        isRefused("shards=none", "restore it");
    }

    @Test
    void garbledPropertiesAreNamedWithAWordOnWhatToDo() throws Exception {
        open(Map.of()).close();
        Path properties = folder.resolve("storage.properties");
        for (byte[] garbage : List.of(new byte[] {'a', (byte) 0xFF}, "format=\\u00zz".getBytes(StandardCharsets.UTF_8))) {
            Files.write(properties, garbage);
            isRefused(properties.toString(), "restore it");
        }
    }

    @Test
    void aGarbledStateIsNamedWithAWordOnWhatToDo() throws Exception {
        open(Map.of()).close();
        Path state = folder.resolve("state");
        Path manifest = state.resolve(Files.readString(state.resolve("CURRENT")).strip());
        byte[] bytes = Files.readAllBytes(manifest);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(manifest, bytes);
        isRefused(manifest.toString(), "restore");
        Files.writeString(state.resolve("CURRENT"), "garbage\n");
        isRefused(state.resolve("CURRENT").toString(), "restore");
    }

    @Test
    void dataWithoutPropertiesIsNotTakenForANewFolder() throws Exception {
        open(Map.of()).close();
        Files.delete(folder.resolve("storage.properties"));

        isRefused("has files but no storage.properties");
    }

    @Test
    void aFolderThatWasBeingMadeIsMade() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("storage.properties.new"), "form");

        open(Map.of()).close();
        assertThat(folder.resolve("storage.properties")).hasContent("format=1\nshards=2\n");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Files.createDirectories(folder.getParent().getParent());
        Files.createFile(folder.getParent());

        isRefused("cannot be used");
    }

    @Test
    void durabilityIsWhatFsyncSays() {
        assertThat(durability(Map.of())).isEqualTo(Durability.LOCAL_FSYNC);
        assertThat(durability(Map.of("fsync", "always"))).isEqualTo(Durability.LOCAL_FSYNC);
        assertThat(durability(Map.of("fsync", "interval", "fsync_interval", "10ms")))
                .isEqualTo(Durability.NONE);
        assertThat(durability(Map.of("fsync", "none"))).isEqualTo(Durability.NONE);
    }

    private Durability durability(Map<String, String> values) {
        try (Storage storage = open(values)) {
            return storage.durability();
        }
    }

    @Test
    void settingsHaveBounds() {
        Map<String, String> wrong = Map.of(
                "fsync", "sometimes",
                "segment_bytes", "1KiB",
                "segment_time", "1ms",
                "compression", "zip",
                "state_flush_bytes", "1",
                "state_flush_time", "-1",
                "read_threads", "0",
                "fsync_interval", "2d");
        wrong.forEach((name, value) -> assertThatThrownBy(() -> open(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storage.local." + name));
        assertThat(folder).as("nothing was made").doesNotExist();
    }
}
