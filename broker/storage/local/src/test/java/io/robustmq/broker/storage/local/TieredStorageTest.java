package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.s3.Bucket;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local storage with a tier that comes and goes. */
class TieredStorageTest {
    private static final String FILLING = "x".repeat(5_000);

    @TempDir
    Path scratch;

    private Path folder;
    private Path elsewhere;
    private LocalStorage storage;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = scratch.resolve("storage");
        elsewhere = Files.createDirectories(scratch.resolve("elsewhere"));
    }

    @AfterEach
    void tidy() {
        if (storage != null) {
            storage.close();
        }
    }

    private Shard open(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "segment_bytes", "64KiB",
                "state_flush_time", "100ms",
                "tier", "folder",
                "tier_folder", elsewhere.toString(),
                "tier_after", "0",
                "tier_interval", "100ms",
                "tier_timeout", "1s",
                "tier_cache_bytes", "1MiB"));
        values.putAll(more);
        values.values().removeIf(String::isEmpty);
        storage = (LocalStorage) new LocalStorageProvider().open(new StorageSettings(folder, 1, values));
        return storage.shard(0);
    }

    private Shard open() {
        return open(Map.of());
    }

    private static void write(Shard shard, int from, int to) {
        for (int i = from; i < to; i++) {
            Records.write(shard, Records.record("t", i + " " + FILLING));
        }
    }

    private static List<String> numbers(Shard shard) {
        return Records.payloads(Records.readAll(shard)).stream()
                .map(payload -> payload.substring(0, payload.indexOf(' ')))
                .toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private List<Path> files(Path top, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(suffix))
                    .toList();
        }
    }

    private void awaitMoved(int segments) {
        Answers.until(segments + " segments have moved", () -> storage.tier().segments() >= segments);
    }

    /** A segment that has moved and whose file is still here counts as one that is here when the storage is opened. */
    private void awaitOneFileLeft() {
        Answers.until("one file is left", () -> {
            try {
                return files(folder.resolve("shard-0"), ".log").size() == 1;
            } catch (IOException | UncheckedIOException e) {
                return false; // a file has just gone
            }
        });
    }

    /** As when the disk it is on is unmounted. */
    private void takeAway() throws IOException {
        Files.move(elsewhere, scratch.resolve("unmounted"));
    }

    private void bringBack() throws IOException {
        Files.move(scratch.resolve("unmounted"), elsewhere);
    }

    @Test
    void segmentsMoveByThemselvesAndTheFolderKeepsOnlyNotes() throws IOException {
        Shard shard = open();
        write(shard, 0, 100);
        awaitMoved(6);
        awaitOneFileLeft();
        assertThat(files(folder.resolve("shard-0"), ".remote"))
                .hasSize((int) storage.tier().segments());
        assertThat(numbers(shard)).isEqualTo(numbers(0, 100));
        Answers.until(
                "the last is counted",
                () -> storage.tier().movedBytes() == storage.tier().bytes());
        assertThat(storage.tier().movedBytes()).isGreaterThan(300_000);
        assertThat(storage.tier().cacheMisses()).isPositive();
        assertThat(storage.trouble()).isEmpty();
    }

    @Test
    void aStartDoesNotNeedTheTierAndReadsThereAfterwards() throws IOException {
        write(open(), 0, 100);
        awaitMoved(6);
        awaitOneFileLeft();
        storage.close();
        takeAway();
        HeardEvents heard = new HeardEvents();
        Shard shard = open();
        storage.report(heard);
        assertThat(storage.tier().segments()).isGreaterThanOrEqualTo(6);
        write(shard, 100, 200);
        Answers.until("it is told", () -> !heard.lines.isEmpty());

        bringBack();
        awaitMoved(12);
        Answers.until("and that it is over", () -> heard.lines.size() == 2);
        assertThat(heard.lines.getFirst())
                .startsWith("away: Old segments cannot be moved")
                .contains("mounted");
        assertThat(heard.lines.getLast()).isEqualTo("back");
        assertThat(numbers(shard)).isEqualTo(numbers(0, 200));
    }

    @Test
    void aTierThatIsNotThereIsRefusedAsLongAsNothingLiesInIt() throws IOException {
        takeAway();
        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storage.local.tier_folder")
                .hasMessageContaining("make it, or mount its disk");
        bringBack();
        write(open(), 0, 1);
    }

    @Test
    void whileTheTierIsAwayWritesGoOnOldRecordsWaitAndItIsSaid() throws IOException {
        Shard shard = open();
        write(shard, 0, 400); // more than is kept in memory of what was moved
        awaitMoved(30);
        takeAway();
        write(shard, 400, 500);
        Answers.until("it is said", () -> storage.trouble().contains("cannot be moved"));

        StorageException refusal = Answers.refusal(shard.read(new ReadRequest(0, TopicSelection.ALL, 100, 1 << 20)));
        assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(refusal).hasMessageContaining("cannot be read now").hasMessageContaining(elsewhere.toString());
        assertThat(storage.tier().failedMoves()).isPositive();
        assertThat(storage.tier().failedReads()).isPositive();
        write(shard, 500, 600);

        bringBack();
        Answers.until("all is well again", () -> storage.trouble().isEmpty());
        awaitMoved(45);
        assertThat(numbers(shard)).isEqualTo(numbers(0, 600));
    }

    @Test
    void aStoreThatGoesAwayIsAStoreThatComesBack() throws Exception {
        try (Bucket bucket = Bucket.start()) {
            Map<String, String> s3 = new HashMap<>(bucket.tier());
            s3.put("tier_folder", "");
            Shard shard = open(s3);
            write(shard, 0, 100);
            awaitMoved(6);
            bucket.stop();
            write(shard, 100, 200);
            Answers.until("it is said", () -> storage.trouble().contains("cannot be moved"));
            write(shard, 200, 300);
            bucket.startAgain();

            awaitMoved(18);
            assertThat(numbers(shard)).isEqualTo(numbers(0, 300));
            storage.close();
        }
    }

    @Test
    void whatRetentionDropsIsDeletedThereToo() throws IOException {
        Shard shard = open();
        write(shard, 0, 100);
        awaitMoved(6);
        int objects = files(elsewhere, "").size();
        shard.limit(new RetentionLimits(RetentionLimits.UNLIMITED, 200_000));

        Answers.until("old segments go", () -> shard.startOffset() > 0);
        Answers.until("and their objects", () -> {
            try {
                return files(elsewhere, "").size() < objects
                        && files(elsewhere, "").size() == storage.tier().segments();
            } catch (IOException | UncheckedIOException e) {
                return false; // a file has just gone
            }
        });
        List<String> left = numbers(shard);
        assertThat(left).isEqualTo(numbers(100 - left.size(), 100)).hasSizeBetween(20, 60);
    }

    @Test
    void aLogWithSegmentsElsewhereIsNotOpenedWithoutItsTier() {
        write(open(), 0, 100);
        awaitMoved(6);
        storage.close();

        assertThatThrownBy(() -> open(Map.of("tier", "none", "tier_folder", "")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("storage.local.tier")
                .hasMessageContaining("as they were");
    }

    @Test
    void nothingMovesBeforeItsChangesAreInTheState() throws IOException {
        Shard shard = open(Map.of("state_flush_time", "1h", "state_flush_bytes", "4GiB", "tier_interval", "1d"));
        write(shard, 0, 100);
        storage.moveNow();
        assertThat(storage.tier().movedSegments()).isZero();
        storage.tierNow();
        assertThat(storage.tier().movedSegments()).isGreaterThanOrEqualTo(6);
    }
}
