package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.Topics;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.io.IOException;
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

/** What is damaged or lost of a log is named, stops who reads, and is passed over when the operator says so. */
class DamagedLogTest {
    private static final int RECORDS = 60;
    private static final String FILLING = "x".repeat(5_000);
    private static final Map<String, String> PASSING = Map.of("skip_damaged", "true");

    private final HeardEvents heard = new HeardEvents();
    private Path folder;
    private Path elsewhere;
    private LocalStorage storage;

    @BeforeEach
    void writeSomeSegments(@TempDir Path scratch) throws IOException {
        folder = scratch.resolve("storage");
        elsewhere = Files.createDirectories(scratch.resolve("elsewhere"));
        Shard shard = open(Map.of());
        for (int i = 0; i < RECORDS; i++) {
            Records.write(shard, Records.record("t", i + " " + FILLING));
        }
        storage.tierNow(); // so that a start needs no more than the newest segment
        storage.close();
    }

    @AfterEach
    void tidy() {
        storage.close();
    }

    private Shard open(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of("segment_bytes", "64KiB"));
        values.putAll(more);
        storage = (LocalStorage) new LocalStorageProvider().open(new StorageSettings(folder, 1, values));
        storage.report(heard);
        return storage.shard(0);
    }

    private Path first(Path top, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(suffix))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void damage(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    private static List<Integer> numbers(Shard shard) {
        return Records.payloads(Records.readAll(shard, 0, Topics.exactly("t"), 1_000)).stream()
                .map(payload -> Integer.valueOf(payload.substring(0, payload.indexOf(' '))))
                .toList();
    }

    /** What reading on from the start ends with. */
    private static StorageException failure(Shard shard) {
        long next = 0;
        while (next < shard.nextOffset()) {
            try {
                next = Answers.of(shard.read(new ReadRequest(next, TopicSelection.ALL, 1_000, 1 << 20)))
                        .nextOffset();
            } catch (StorageException e) {
                return e;
            }
        }
        throw new AssertionError("all of it could be read");
    }

    @Test
    void aDamagedBatchStopsWhoReadsAndIsNamed() throws IOException {
        Path damaged = first(folder.resolve("shard-0"), ".log");
        damage(damaged, 20_000);
        Shard shard = open(Map.of());

        StorageException failure = failure(shard);
        assertThat(failure.kind()).isEqualTo(Kind.FAILED);
        assertThat(failure)
                .hasMessageContaining("shard-0")
                .hasMessageContaining(damaged.getFileName().toString())
                .hasMessageContaining("at position")
                .hasMessageContaining("restore it")
                .hasMessageContaining("skip_damaged");
        assertThat(heard.lines).isEmpty();
    }

    @Test
    void aDamagedBatchIsPassedOverIfTheOperatorSaysSoAndToldOnce() throws IOException {
        damage(first(folder.resolve("shard-0"), ".log"), 20_000);
        Shard shard = open(PASSING);

        for (int round = 0; round < 3; round++) {
            assertThat(numbers(shard))
                    .hasSize(RECORDS - 1)
                    .doesNotHaveDuplicates()
                    .isSorted();
        }
        assertThat(heard.lines).singleElement().satisfies(line -> assertThat(line)
                .contains("shard-0", "a batch is damaged", "at position"));
        assertThat(heard.placesPassedOver).hasValue(1);
        Records.write(shard, Records.record("t", "60 after"));
        assertThat(numbers(shard)).hasSize(RECORDS).endsWith(RECORDS);
    }

    @Test
    void historyFromATimeGoesOnBehindWhatIsDamaged() throws IOException {
        damage(first(folder.resolve("shard-0"), ".log"), 200);
        long found = Answers.of(open(PASSING).offsetAt(0)).orElseThrow();
        assertThat(found).isEqualTo(1);
    }

    @Test
    void aFirstSegmentThatIsGoneIsToldAtTheNextStart() throws IOException {
        Files.delete(first(folder.resolve("shard-0"), ".log"));
        Shard shard = open(Map.of());

        assertThat(storage.notices()).singleElement().satisfies(line -> assertThat(line)
                .contains("shard-0", "are gone", "from offset 0 to " + (shard.startOffset() - 1)));
        assertThat(numbers(shard)).isNotEmpty().first().isNotEqualTo(0);
        storage.close();
        open(Map.of());
        assertThat(storage.notices()).isEmpty();
    }

    // ---- in the tier

    private Map<String, String> tiered(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "tier", "folder",
                "tier_folder", elsewhere.toString(),
                "tier_after", "0",
                "tier_interval", "1d",
                "tier_timeout", "1s",
                "tier_cache_bytes", "1MiB"));
        values.putAll(more);
        return values;
    }

    private void moveAll() throws IOException {
        open(tiered(Map.of()));
        storage.tierNow();
        assertThat(storage.tier().segments()).isGreaterThanOrEqualTo(3);
        storage.close();
    }

    @Test
    void aPartOfTheTierThatIsLostStopsWhoReadsAndIsNamed() throws IOException {
        moveAll();
        Path lost = first(elsewhere, "");
        Files.delete(lost);
        StorageException failure = failure(open(tiered(Map.of())));

        assertThat(failure.kind()).isEqualTo(Kind.FAILED);
        assertThat(failure)
                .hasMessageContaining(elsewhere.relativize(lost).toString())
                .hasMessageContaining("put it back")
                .hasMessageContaining("skip_damaged");
        assertThat(storage.trouble()).as("the tier is there").isEmpty();
    }

    @Test
    void aPartOfTheTierThatIsLostIsPassedOverIfTheOperatorSaysSo() throws IOException {
        moveAll();
        Files.delete(first(elsewhere, ""));
        Shard shard = open(tiered(PASSING));

        assertThat(numbers(shard)).hasSizeBetween(RECORDS - 15, RECORDS - 5).endsWith(RECORDS - 1);
        assertThat(numbers(shard)).doesNotHaveDuplicates().isSorted();
        assertThat(heard.lines).singleElement().satisfies(line -> assertThat(line)
                .startsWith("passed over"));
        assertThat(heard.placesPassedOver.get()).isBetween(5L, 15L);
    }

    @Test
    void aTierThatIsAwayIsNotTakenForLost() throws IOException {
        moveAll();
        Path unmounted = elsewhere.resolveSibling("unmounted");
        Files.move(elsewhere, unmounted);
        Files.createDirectories(elsewhere); // where it is to be mounted
        Shard shard = open(tiered(PASSING));

        StorageException refusal = Answers.refusal(shard.read(new ReadRequest(0, TopicSelection.ALL, 1_000, 1 << 20)));
        assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(heard.placesPassedOver).hasValue(0);
        Files.delete(elsewhere);
        Files.move(unmounted, elsewhere);
        Answers.until("it is read again", () -> {
            try {
                return numbers(shard).size() == RECORDS;
            } catch (StorageException e) {
                return false;
            }
        });
        assertThat(heard.lines).hasSize(2);
        assertThat(heard.lines.getFirst()).startsWith("away: ").contains("mounted");
        assertThat(heard.lines.getLast()).isEqualTo("back");
    }
}
