package io.robustmq.broker.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.s3.store.ObjectStore.Listed;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log in a folder and a tier: segments of 0.5 to 3 parts of 64 KiB, in files named for their base offset, which is also their
 * age.
 */
abstract class Tiered {
    static final int PART = 64 << 10;
    static final List<Long> SEGMENTS = List.of(0L, 1_000L, 2_000L, 3_000L);

    @TempDir
    Path folder;

    final List<AutoCloseable> toClose = new ArrayList<>();
    private ObjectStore objects;

    /** Steps left until the process ends; negative: it does not. */
    int stepsLeft = -1;

    static final class Killed extends Error {
        static final long serialVersionUID = 1;
    }

    @AfterEach
    void tidy() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    final void step() {
        if (stepsLeft == 0) {
            throw new Killed();
        }
        stepsLeft--;
    }

    final ObjectStore objects() {
        if (objects == null) {
            objects = new FolderObjectStore(made(folder.resolve("tier")));
            toClose.add(objects);
        }
        return objects;
    }

    static Path made(Path wanted) {
        try {
            return Files.createDirectories(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final FolderLog log() {
        return new FolderLog(folder.resolve("log"), this::step);
    }

    final FolderLog logWithSegments() throws IOException {
        FolderLog log = log();
        for (long base : SEGMENTS) {
            log.write(base, content(base));
        }
        return log;
    }

    static byte[] content(long base) {
        byte[] bytes = new byte[PART / 2 + (int) base * PART / 1_200];
        new Random(base).nextBytes(bytes);
        return bytes;
    }

    final Tier tier(ObjectStore store, FolderLog log, String... more) {
        return tier(store, List.of(log), more);
    }

    final Tier tier(ObjectStore store, List<TieredLog> logs, String... more) {
        Map<String, String> values = new HashMap<>(
                Map.of("tier", "folder", "tier_folder", folder.toString(), "tier_after", "0", "tier_timeout", "1s"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        TierSettings settings = TierSettings.from(
                        "local", new SettingValues("local", new StorageSettings(folder, 1, values)))
                .orElseThrow();
        return Tier.over(store, settings, "me", logs, PART);
    }

    final List<String> stored() {
        return Answers.of(objects().list("robustmq-tier/", "", 1_000)).stream()
                .map(Listed::name)
                .toList();
    }

    static void assertAllCanBeRead(FolderLog log, Tier tier) throws IOException {
        for (long base : SEGMENTS) {
            assertThat(Arrays.equals(log.read(base, tier), content(base)))
                    .as("segment %d", base)
                    .isTrue();
        }
    }
}
