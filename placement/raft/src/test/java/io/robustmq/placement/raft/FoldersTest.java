package io.robustmq.placement.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void becomesCopiesOfFilesAndNothingElse() throws IOException {
        Path folder = Files.createDirectories(parent.resolve("state"));
        Files.writeString(folder.resolve("old"), "x");
        Path checkpoint = Files.createDirectories(parent.resolve("checkpoint"));
        Path file = Files.writeString(checkpoint.resolve("new"), "1");
        Files.writeString(checkpoint.resolve("not wanted"), "x");
        Files.writeString(Files.createDirectories(parent.resolve("state.part")).resolve("left by a crash"), "x");

        Folders.become(folder, List.of(file));
        assertThat(folder).isDirectoryContaining("glob:**/new");
        try (var all = Files.list(folder)) {
            assertThat(all).hasSize(1);
        }
        Files.writeString(folder.resolve("new"), "2");
        assertThat(file).as("a copy, not a link").hasContent("1");
        assertThat(parent).isDirectoryNotContaining("glob:**/*.{part,gone}");
    }
}
