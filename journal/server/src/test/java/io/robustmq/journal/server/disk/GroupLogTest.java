package io.robustmq.journal.server.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.thread.CommitterThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of a log whose segments are links to the log's own. */
class GroupLogTest {
    @TempDir
    Path folder;

    private CommitterThread committer;
    private GroupLog log;

    @BeforeEach
    void open() {
        committer = CommitterThread.start("committer");
        log = open("log");
    }

    private GroupLog open(String name) {
        return new GroupLog(folder.resolve(name), LogSettings.DEFAULTS, committer.committer(), Runnable::run);
    }

    @AfterEach
    void close() {
        log.close();
        committer.close();
    }

    private void append(long baseOffset, String... values) {
        log.append(
                        baseOffset,
                        Stream.of(values)
                                .map(value -> LogRecord.message(
                                        1,
                                        "t".getBytes(StandardCharsets.UTF_8),
                                        null,
                                        List.of(),
                                        value.getBytes(StandardCharsets.UTF_8)))
                                .toList())
                .toCompletableFuture()
                .join();
    }

    private static List<String> values(GroupLog log) {
        return log.stretch(0, Math.toIntExact(log.nextOffset())).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private Path checkpoint(long endOffset) throws IOException {
        Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
        log.roll();
        log.linkInto(checkpoint, endOffset);
        return checkpoint;
    }

    private static Map<Path, byte[]> contents(Path checkpoint) throws IOException {
        Map<Path, byte[]> contents = new HashMap<>();
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    /** What another leader wrote goes where the end was cut off: within a segment (1), at the end of one (2), or of the last (4). */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aCheckpointKeepsItsSegmentsWhenTheLogIsCutOffAndWrittenOn(long end) throws IOException {
        append(0, "a");
        append(1, "b");
        log.roll();
        append(2, "c");
        append(3, "d");
        Path checkpoint = checkpoint(1);
        Map<Path, byte[]> before = contents(checkpoint);

        append(end, "other", "others", "more");

        assertThat(contents(checkpoint)).usingRecursiveComparison().isEqualTo(before);
        try (GroupLog restored = open("restored")) {
            restored.restore(checkpoint);
            assertThat(values(restored)).containsExactly("a", "b", "c", "d");
        }
        assertThat(values(log)).hasSize((int) end + 3).endsWith("other", "others", "more");
    }

    @Test
    void aRestoredLogIsWrittenOnWithoutChangingTheCheckpoint() throws IOException {
        append(0, "a");
        append(1, "b");
        Path checkpoint = checkpoint(2);
        Map<Path, byte[]> before = contents(checkpoint);

        log.restore(checkpoint);
        append(1, "instead");
        append(2, "behind");

        assertThat(values(log)).containsExactly("a", "instead", "behind");
        assertThat(contents(checkpoint)).usingRecursiveComparison().isEqualTo(before);
    }
}
