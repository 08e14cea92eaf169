package io.robustmq.placement.server.disk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    Path folder;

    @Test
    void aFolderIsForOneProcessUntilThatGivesItBack() {
        Path data = folder.resolve("data");
        FolderLock first = FolderLock.take(data);
        assertThatThrownBy(() -> FolderLock.take(data))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("in use by another process")
                .hasMessageContaining(data.toString())
                .hasMessageContaining("data_path");
        first.close();
        FolderLock.take(data).close();
    }

    @Test
    void aFolderThatCannotBeMadeIsTheDisksFault() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> FolderLock.take(file)).isInstanceOf(StoreException.class);
    }
}
