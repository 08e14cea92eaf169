package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.s3.store.S3Access;
import io.robustmq.broker.storage.s3.store.S3ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the tier, which stand with those of the log it serves.
 *
 * @param folder {@code tier_folder}: with {@code tier = "folder"}, where segments go, say on a larger and slower disk; must be
 *     set, and be there. Null otherwise
 * @param s3 {@code tier_bucket}, {@code tier_endpoint} and so on, with {@code tier = "s3"}: as {@link S3Access} has them. Null
 *     otherwise
 * @param prefix {@code tier_prefix}: what all names begin with, default {@code robustmq-tier/}. Brokers can share one
 * @param after {@code tier_after}: a segment moves when its newest record is so old, 0 to 3,650 d, default 1 d
 * @param localBytes {@code tier_local_bytes}: sealed segments of a shard also move, the oldest first, while those on this disk
 *     take more, 0 to 1 TiB, default 4 GiB
 * @param cacheBytes {@code tier_cache_bytes}: memory for what was read from the tier, 1 MiB to 64 GiB, default 64 MiB
 * @param timeout {@code tier_timeout}: how long a read waits for the tier, 1 s to 5 m, default 10 s
 * @param interval {@code tier_interval}: how often it looks for what is to be moved, and deletes what no log needs, 100 ms to
 *     1 d, default 1 m
 */
public record TierSettings(
        @Nullable Path folder,
        @Nullable S3Access s3,
        String prefix,
        Duration after,
        long localBytes,
        long cacheBytes,
        Duration timeout,
        Duration interval) {

    /**
     * Reads the setting {@code tier} ({@code none}, the default, {@code s3} or {@code folder}) and the others.
     *
     * @param type of the adapter whose settings these are
     * @return empty without a tier
     * @throws IllegalArgumentException which names the setting that is wrong, and says what to do
     */
    public static Optional<TierSettings> from(String type, SettingValues values) {
        String tier = values.choice("tier", "none", List.of("none", "folder", "s3"));
        String named = "storage." + type + ".tier";
        String folder = values.text("tier_folder", "");
        S3Access s3 = S3Access.read(type, "tier_", values);
        TierSettings read = new TierSettings(
                tier.equals("folder") ? Path.of(folder) : null,
                tier.equals("s3") ? s3 : null,
                values.text("tier_prefix", "robustmq-tier/"),
                Duration.ofMillis(values.millis("tier_after", 86_400_000, 0, 3_650 * 86_400_000L)),
                values.bytes("tier_local_bytes", 4L << 30, 0, 1L << 40),
                values.bytes("tier_cache_bytes", 64 << 20, 1 << 20, 64L << 30),
                s3.timeout(),
                Duration.ofMillis(values.millis("tier_interval", 60_000, 100, 86_400_000)));
        if (!folder.isEmpty() && !tier.equals("folder")) {
            throw unused(named, "tier_folder", "folder", tier);
        }
        if (!s3.bucket().isEmpty() && !tier.equals("s3")) {
            throw unused(named, "tier_bucket", "s3", tier);
        }
        return switch (tier) {
            case "folder" -> Optional.of(read.requireFolder(named, folder));
            case "s3" -> {
                s3.requireComplete(type, "tier_");
                yield Optional.of(read);
            }
            default -> Optional.empty();
        };
    }

    private static IllegalArgumentException unused(String named, String set, String wanted, String tier) {
        return new IllegalArgumentException(named + " is \"" + tier + "\", but " + set + " is set: set " + named
                + " = \"" + wanted + "\" to use it, or take it out");
    }

    private TierSettings requireFolder(String named, String path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    named + "_folder is not set: it says where segments go; set it, or " + named + " = \"none\"");
        }
        return this;
    }

    /**
     * Before anything is moved: what is named is there, as far as that can be said without asking a service. Later it may be away.
     *
     * @param type of the adapter whose settings these are
     * @throws IllegalArgumentException which names the setting that is wrong, and says what to do
     */
    public void requireUsable(String type) {
        if (folder == null) {
            return;
        }
        String named = "storage." + type + ".tier_folder is \"" + folder + "\", which ";
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(named + "is no folder: make it, or mount its disk");
        }
        if (!Files.isWritable(folder)) {
            throw new IllegalArgumentException(
                    named + "this user may not write to: give the right to, or name another");
        }
    }

    ObjectStore store() {
        if (folder != null) {
            return new FolderObjectStore(folder);
        }
        if (s3 != null) {
            return new S3ObjectStore(s3);
        }
        throw new IllegalStateException("a tier that is nowhere");
    }
}
