package io.robustmq.placement.client.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.api.v1.BackupChunk;
import io.robustmq.placement.api.v1.BackupFooter;
import io.robustmq.placement.api.v1.BackupHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {

    private static final BackupChunk HEADER = BackupChunk.newBuilder()
            .setHeader(BackupHeader.newBuilder().setRevision(7))
            .build();
    private static final BackupChunk FOOTER = BackupChunk.newBuilder()
            .setFooter(BackupFooter.newBuilder().setEntries(3))
            .build();

    @TempDir
    Path folder;

    private Path write() throws IOException {
        Path file = folder.resolve("backup");
        try (BackupFile.Writer writer = new BackupFile.Writer(file)) {
            writer.write(HEADER);
            writer.write(FOOTER);
            writer.done();
        }
        return file;
    }

    @Test
    void whatIsWrittenIsReadAndForItsOwnerAlone() throws Exception {
        Path file = write();
        try (BackupFile.Reader reader = new BackupFile.Reader(file)) {
            assertThat(reader.next()).isEqualTo(HEADER);
            assertThat(reader.next()).isEqualTo(FOOTER);
            assertThat(reader.next()).isNull();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void oneThatIsNotDoneLeavesNothing() throws Exception {
        try (BackupFile.Writer writer = new BackupFile.Writer(folder.resolve("backup"))) {
            writer.write(HEADER);
        }
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    void aBackupIsNotWrittenOverAnother() throws Exception {
        Path file = write();
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> new BackupFile.Writer(file)).hasMessageContaining("is there already");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void oneThatIsCutOffIsNoBackup() throws Exception {
        Path file = write();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        try (BackupFile.Reader reader = new BackupFile.Reader(file)) {
            assertThat(reader.next()).isEqualTo(HEADER);
            assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
        }
    }
}
