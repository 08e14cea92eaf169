package io.robustmq.placement.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path parent;

    @Test
    void whatIsRemovedIsGoneWithAllInIt() throws IOException {
        Path folder = Files.createDirectories(parent.resolve("state"));
        Files.writeString(Files.createDirectories(folder.resolve("below")).resolve("file"), "x");
        Folders.remove(folder);
        assertThat(parent).isEmptyDirectory();
        Folders.remove(folder);
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatACrashHasLeftGoesTheNextTime() throws IOException {
        Path folder = Files.createDirectories(parent.resolve("state"));
        Files.writeString(Files.createDirectories(parent.resolve("state.gone")).resolve("a part of it"), "x");
        Folders.remove(folder);
        assertThat(parent).isEmptyDirectory();
    }
}
