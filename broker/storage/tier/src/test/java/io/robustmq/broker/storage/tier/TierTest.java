package io.robustmq.broker.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.s3.Bucket;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.s3.store.ObjectStore.Listed;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.TierFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments of 0.5 to 3 parts of 64 KiB, in files named for their base offset, which is also their age here. */
class TierTest {
    private static final int PART = 64 << 10;
    private static final List<Long> SEGMENTS = List.of(0L, 1_000L, 2_000L, 3_000L);

    @TempDir
    Path folder;

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private ObjectStore objects;

    /** Steps left until the process ends; negative: it does not. */
    private int stepsLeft = -1;

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @AfterEach
    void tidy() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    private void step() {
        if (stepsLeft == 0) {
            throw new Killed();
        }
        stepsLeft--;
    }

    private ObjectStore objects() {
        if (objects == null) {
            objects = new FolderObjectStore(made(folder.resolve("tier")));
            toClose.add(objects);
        }
        return objects;
    }

    private static Path made(Path wanted) {
        try {
            return Files.createDirectories(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FolderLog log() {
        return new FolderLog(folder.resolve("log"), this::step);
    }

    private FolderLog logWithSegments() throws IOException {
        FolderLog log = log();
        for (long base : SEGMENTS) {
            log.write(base, content(base));
        }
        return log;
    }

    private static byte[] content(long base) {
        byte[] bytes = new byte[PART / 2 + (int) base * PART / 1_200];
        new Random(base).nextBytes(bytes);
        return bytes;
    }

    private Tier tier(ObjectStore store, FolderLog log, String... more) {
        Map<String, String> values = new HashMap<>(
                Map.of("tier", "folder", "tier_folder", folder.toString(), "tier_after", "0", "tier_timeout", "1s"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        TierSettings settings = TierSettings.from(
                        "local", new SettingValues("local", new StorageSettings(folder, 1, values)))
                .orElseThrow();
        return Tier.over(store, settings, "me", List.of(log), PART);
    }

    private List<String> stored() {
        return Answers.of(objects().list("robustmq-tier/", "", 1_000)).stream()
                .map(Listed::name)
                .toList();
    }

    private static void assertAllCanBeRead(FolderLog log, Tier tier) throws IOException {
        for (long base : SEGMENTS) {
            assertThat(Arrays.equals(log.read(base, tier), content(base)))
                    .as("segment %d", base)
                    .isTrue();
        }
    }

    @Test
    void whatIsDueMovesAndIsReadBack() throws IOException {
        FolderLog log = logWithSegments();
        Tier tier = tier(objects(), log);
        tier.look(1_000_000);

        assertThat(log.sealed()).isEmpty();
        assertThat(log.elsewhere()).hasSize(4);
        assertAllCanBeRead(log, tier);
        assertThat(stored())
                .allMatch(name -> name.matches("robustmq-tier/me/shard-0003/segment/\\d{20}/[0-9a-f-]{36}/\\d{8}"));
    }

    @Test
    void anyStretchCanBeRead() throws IOException {
        FolderLog log = logWithSegments();
        Tier tier = tier(objects(), log);
        tier.look(1_000_000);
        byte[] whole = content(3_000);
        RemoteSegment segment = tier.segment(log.elsewhere().getLast());
        Random chance = new Random(1);
        for (int i = 0; i < 200; i++) {
            int from = chance.nextInt(whole.length);
            ByteBuffer stretch = ByteBuffer.allocate(1 + chance.nextInt(2 * PART));
            int read = segment.read(stretch, from);
            assertThat(read).isEqualTo(Math.min(stretch.capacity(), whole.length - from));
            assertThat(Arrays.equals(stretch.array(), 0, read, whole, from, from + read))
                    .isTrue();
        }
        assertThat(segment.read(ByteBuffer.allocate(1), whole.length)).isZero();
    }

    @Test
    void segmentsMoveWhenTheyAreOldOrTooManyTheOldestFirst() throws IOException {
        FolderLog log = logWithSegments();
        int lastTwo = content(2_000).length + content(3_000).length;
        tier(objects(), log, "tier_after", "1h", "tier_local_bytes", "" + lastTwo)
                .look(4_000);
        assertThat(log.sealed()).extracting(TieredLog.Sealed::baseOffset).containsExactly(2_000L, 3_000L);

        tier(objects(), log, "tier_after", "10s").look(12_500);
        assertThat(log.sealed()).extracting(TieredLog.Sealed::baseOffset).containsExactly(3_000L);
    }

    @Test
    void aCrashAtAnyStepLosesNothingAndLeavesNothingBehind() throws IOException {
        int steps = 0;
        for (boolean killed = true; killed; steps++) {
            Path ofRun = folder.resolve("run" + steps);
            try (ObjectStore store = new FolderObjectStore(made(ofRun.resolve("tier")))) {
                killed = isKilledAt(steps, ofRun, store);
                FolderLog after = new FolderLog(ofRun.resolve("log"), () -> {});
                Tier tier = tier(store, after);
                assertAllCanBeRead(after, tier);
                for (int look = 0; look < 3; look++) {
                    tier.look(1_000_000);
                }
                assertThat(after.sealed()).isEmpty();
                assertAllCanBeRead(after, tier);
                assertThat(Answers.of(store.list("robustmq-tier/", "", 1_000)))
                        .hasSize(after.elsewhere().stream()
                                .mapToInt(Place::parts)
                                .sum());
            }
        }
        assertThat(steps).as("steps of moving four segments of nine parts").isGreaterThan(50);
    }

    private boolean isKilledAt(int steps, Path ofRun, ObjectStore store) throws IOException {
        FolderLog log = new FolderLog(ofRun.resolve("log"), this::step);
        for (long base : SEGMENTS) {
            log.write(base, content(base));
        }
        stepsLeft = steps;
        try {
            tier(new MortalStore(store, this::step), log).look(1_000_000);
            return false;
        } catch (Killed e) {
            return true;
        } finally {
            stepsLeft = -1;
        }
    }

    @Test
    void aSegmentStaysWhileTheTierIsAway() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        store.away = true;
        Tier tier = tier(store, log);
        assertThatThrownBy(() -> tier.look(1_000_000)).hasMessageContaining("it is away");

        assertThat(log.sealed()).hasSize(4);
        store.away = false;
        tier.look(1_000_000);
        assertThat(log.sealed()).isEmpty();
    }

    @Test
    void aSegmentStaysIfTheTierDoesNotGiveBackWhatItGot() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        store.damages = true;
        assertThatThrownBy(() -> tier(store, log).look(1_000_000)).hasMessageContaining("has not kept");

        assertThat(log.sealed()).hasSize(4);
        assertThat(log.elsewhere()).isEmpty();
    }

    @Test
    void oldRecordsCannotBeReadWhileTheTierIsAwayAndTheReasonIsGiven() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log);
        tier.look(1_000_000);
        store.away = true;

        assertThatThrownBy(() -> log.read(0, tier))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read now")
                .hasMessageContaining("it is away")
                .hasMessageContaining(folder.resolve("tier").toString());
        assertThat(tier.trouble()).contains("it is away");
        store.away = false;
        Answers.until("it can be read again", () -> {
            try {
                return Arrays.equals(log.read(0, tier), content(0));
            } catch (IOException e) {
                return false;
            }
        });
        assertThat(tier.trouble()).isEmpty();
    }

    @Test
    void aTierThatSaysNothingHoldsUpOneReaderAndNoOthers() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log);
        tier.look(1_000_000);
        store.silent = true;
        long before = System.nanoTime();
        assertThatThrownBy(() -> log.read(0, tier)).hasMessageContaining("No answer");
        long waited = System.nanoTime() - before;
        assertThatThrownBy(() -> log.read(1_000, tier)).hasMessageContaining("No answer");

        assertThat(waited).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(System.nanoTime() - before - waited).isLessThan(900_000_000L);
    }

    @Test
    void whatTheLogHasLetGoIsDeletedByTheSecondLook() throws IOException {
        FolderLog log = logWithSegments();
        Tier tier = tier(objects(), log);
        tier.look(1_000_000);
        int before = stored().size();
        log.drop(0);
        log.drop(1_000);
        tier.letGo();
        tier.look(1_000_000);
        assertThat(stored()).hasSize(before);
        tier.look(1_000_000);

        assertThat(stored())
                .hasSizeLessThan(before)
                .hasSize(log.elsewhere().stream().mapToInt(Place::parts).sum());
    }

    @Test
    void objectsOfOthersAreLeftAlone() throws IOException {
        Answers.of(objects().put("robustmq-tier/other/shard-0003/segment/0/u/00000000", new byte[10]));
        FolderLog log = logWithSegments();
        Tier tier = tier(objects(), log);
        for (int i = 0; i < 3; i++) {
            tier.look(1_000_000);
        }

        assertThat(stored()).anyMatch(name -> name.contains("/other/"));
    }

    @Test
    void itMovesByItselfAndCanBeStopped() throws Exception {
        FolderLog log = logWithSegments();
        Tier tier = tier(objects(), log, "tier_interval", "100ms");
        tier.start();
        Answers.until("all has moved", () -> log.sealed().isEmpty());
        log.write(4_000, content(0));
        Answers.until("that too", () -> log.sealed().isEmpty());
        tier.close();
    }

    @Test
    void aBucketIsATierToo() throws Exception {
        try (Bucket bucket = Bucket.start();
                ObjectStore store = bucket.store()) {
            FolderLog log = logWithSegments();
            Tier tier = tier(store, log);
            tier.look(1_000_000);

            assertThat(log.sealed()).isEmpty();
            assertAllCanBeRead(log, tier);
        }
    }

    @Test
    void aFolderThatIsNotMountedIsNotMade() throws IOException {
        FolderLog log = logWithSegments();
        try (ObjectStore store = new FolderObjectStore(folder.resolve("unmounted"))) {
            Tier tier = tier(store, log);
            assertThatThrownBy(() -> tier.look(1_000_000)).hasMessageContaining("is its disk mounted?");
        }

        assertThat(folder.resolve("unmounted")).doesNotExist();
        assertThat(log.sealed()).hasSize(4);
    }

    @Test
    void whatACrashLeftHalfWrittenIsDeletedToo() throws IOException {
        FolderLog log = logWithSegments();
        Path half =
                folder.resolve("tier/robustmq-tier/me/shard-0003/segment/00000000000000000000/u/00000000.unfinished");
        made(half.getParent());
        Files.write(half, new byte[10]);
        Tier tier = tier(objects(), log);
        tier.look(1_000_000);
        assertThat(half).exists();
        tier.look(1_000_000);

        assertThat(half).doesNotExist();
        assertAllCanBeRead(log, tier);
    }

    @Test
    void readingAgainIsDoneFromMemoryEvenWhileTheTierIsAway() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log);
        tier.look(1_000_000);
        assertAllCanBeRead(log, tier);
        long fetched = tier.figures().cacheMisses();
        store.away = true;
        assertAllCanBeRead(log, tier);

        assertThat(fetched).isEqualTo(9);
        assertThat(tier.figures().cacheMisses()).isEqualTo(fetched);
        assertThat(tier.figures().cacheHits()).isEqualTo(fetched);
        assertThat(tier.figures().failedReads()).isZero();
    }

    @Test
    void whatIsDoneIsCounted() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log);
        store.away = true;
        assertThatThrownBy(() -> tier.look(1_000_000)).isInstanceOf(IOException.class);
        store.away = false;
        tier.look(1_000_000);
        store.away = true;
        assertThatThrownBy(() -> tier.segment(log.elsewhere().getFirst()).read(ByteBuffer.allocate(1), 0))
                .isInstanceOf(TierUnavailableException.class);
        tier.letGo();
        assertThatThrownBy(() -> tier.look(1_000_000)).hasMessageContaining("cannot be deleted");

        long bytes = SEGMENTS.stream().mapToLong(base -> content(base).length).sum();
        assertThat(tier.figures()).isEqualTo(new TierFigures(4, bytes, 4, bytes, 0, 1, 1, 1, 1));
    }

    @Test
    void aLogThatCannotBeMovedDoesNotKeepOthersFromIt() throws IOException {
        FolderLog sound = logWithSegments();
        FolderLog broken = new FolderLog(folder.resolve("broken"), () -> {
            throw new StorageException(StorageException.Kind.FAILED, "this disk is broken");
        });
        broken.write(0, content(0));
        Tier tier = Tier.over(objects(), settings(folderTier()).orElseThrow(), "me", List.of(broken, sound), PART);
        assertThatThrownBy(() -> tier.look(1_000_000)).hasMessageContaining("this disk is broken");

        assertThat(sound.sealed()).isEmpty();
        assertThat(broken.sealed()).hasSize(1);
    }

    @Test
    void aTierThatIsAwayIsAskedLessAndLessOften() {
        assertThat(Tier.pauseMillis(60_000, 0)).isEqualTo(60_000);
        assertThat(Tier.pauseMillis(60_000, 1)).isEqualTo(120_000);
        assertThat(Tier.pauseMillis(60_000, 1_000_000)).isEqualTo(300_000);
        assertThat(Tier.pauseMillis(100, 1_000_000)).isEqualTo(6_400);
        assertThat(Tier.pauseMillis(86_400_000, 5)).isEqualTo(86_400_000);
    }

    @Test
    void whoReadsFailsAtOnceWhenTheTierIsClosed() throws Exception {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log, "tier_timeout", "5m");
        tier.look(1_000_000);
        store.silent = true;
        var reading = CompletableFuture.supplyAsync(() ->
                catchThrowable(() -> tier.segment(log.elsewhere().getFirst()).read(ByteBuffer.allocate(1), 0)));
        Answers.until("it reads", () -> tier.figures().cacheMisses() == 1);
        tier.close();

        assertThat(reading.get()).hasMessageContaining("closed");
    }

    @Test
    void settingsAreChecked() {
        assertThat(settings(Map.of())).isEmpty();
        assertThat(settings(folderTier())).isPresent();
        assertThat(settings(Map.of("tier", "s3", "tier_bucket", "b", "tier_endpoint", "http://h:1")))
                .isPresent();
        assertThatThrownBy(() -> settings(Map.of("tier", "s3"))).hasMessageContaining("storage.local.tier_bucket");
        assertThatThrownBy(() -> settings(Map.of("tier", "s3", "tier_bucket", "b", "tier_access_key", "a")))
                .hasMessageContaining("storage.local.tier_access_key and secret_key go together");
        assertThatThrownBy(() -> settings(Map.of("tier", "folder")))
                .hasMessageContaining("storage.local.tier_folder is not set");
        assertThatThrownBy(() -> settings(Map.of("tier", "folder", "tier_folder", folder + "/none")))
                .hasMessageContaining("make it, or mount its disk");
        assertThatThrownBy(() -> settings(Map.of("tier_folder", "f"))).hasMessageContaining("set storage.local.tier =");
        assertThatThrownBy(() -> settings(Map.of("tier", "folder", "tier_folder", "f", "tier_bucket", "b")))
                .hasMessageContaining("set storage.local.tier = \"s3\"");
        assertThatThrownBy(() -> settings(Map.of("tier", "tape"))).hasMessageContaining("storage.local.tier");
    }

    private Map<String, String> folderTier() {
        return Map.of("tier", "folder", "tier_folder", folder.toString(), "tier_after", "0");
    }

    private Optional<TierSettings> settings(Map<String, String> values) {
        return TierSettings.from("local", new SettingValues("local", new StorageSettings(folder, 1, values)));
    }

    @Test
    void aPlaceIsWrittenOnOneLine() {
        Place place = new Place("a b/c", 1L << 33, 8 << 20, -5);

        assertThat(Place.parse(place.text() + "\n")).isEqualTo(place);
        assertThatThrownBy(() -> Place.parse("tier-2 1 1 0 x")).isInstanceOf(IllegalArgumentException.class);
    }
}
