package io.robustmq.broker.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.s3.Bucket;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.TierFigures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What moves to a tier, what is deleted there, and what becomes of it in trouble. */
class TierTest extends Tiered {
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
        Tier tier = tier(objects(), List.of(broken, sound));
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
}
