package io.robustmq.placement.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.server.raft.LogFiles.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    private static final LogFiles FILES = new LogFiles(List.of(
            new LogFile(0, 99, 1_000),
            new LogFile(100, 199, 1_000),
            new LogFile(300, 399, 50),
            new LogFile(200, 299, 1_000)));

    private static long lastToGo(long snapshot, long retainedEntries, long retainedBytes) {
        return FILES.lastToGo(snapshot, new LogBounds(1, 1, retainedEntries, retainedBytes));
    }

    @Test
    void keepsSoManyEntriesBeforeTheSnapshot() {
        assertThat(lastToGo(450, 1_000, 10_000)).isEqualTo(LogFiles.NONE);
        assertThat(lastToGo(450, 300, 10_000)).isEqualTo(99);
        assertThat(lastToGo(450, 151, 10_000)).as("entries 300 to 450 are 151").isEqualTo(299);
        assertThat(lastToGo(450, 152, 10_000)).isEqualTo(199);
        assertThat(lastToGo(450, 0, 10_000)).isEqualTo(399);
    }

    @Test
    void keepsSoManyBytesBeforeTheSnapshot() {
        assertThat(lastToGo(450, 1_000, 3_050)).isEqualTo(LogFiles.NONE);
        assertThat(lastToGo(450, 1_000, 3_049)).isEqualTo(99);
        assertThat(lastToGo(450, 1_000, 1_050)).isEqualTo(199);
        assertThat(lastToGo(450, 1_000, 50)).isEqualTo(299);
        assertThat(lastToGo(450, 1_000, 0)).isEqualTo(399);
    }

    @Test
    void keepsWhatTheSnapshotHasNot() {
        assertThat(lastToGo(250, 0, 0)).isEqualTo(199);
        assertThat(lastToGo(50, 0, 0)).isEqualTo(LogFiles.NONE);
    }

    @Test
    void readsTheNamesAndSizesOfFullFiles(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("log_0-41"), new byte[7]);
        Files.write(folder.resolve("log_42-50"), new byte[9]);
        Files.write(folder.resolve("log_inprogress_51"), new byte[11]);
        Files.write(folder.resolve("raft-meta"), new byte[1]);
        assertThat(LogFiles.in(folder).files()).containsExactly(new LogFile(42, 50, 9), new LogFile(0, 41, 7));
    }
}
