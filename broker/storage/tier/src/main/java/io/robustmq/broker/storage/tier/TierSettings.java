package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.s3.store.S3Access;
import io.robustmq.broker.storage.s3.store.S3ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the tier, which stand with those of the log it serves.
 *
 * @param folder {@code tier_folder}: with {@code tier = "folder"}, where segments go, say on a larger and slower disk; must be
 *     set. Null otherwise
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
     * @return empty without a tier; settings of one are then refused as unknown by whoever asks for others
     * @throws IllegalArgumentException which names the setting that is wrong
     */
    public static Optional<TierSettings> from(String type, SettingValues values) {
        String tier = values.choice("tier", "none", List.of("none", "s3", "folder"));
        if (tier.equals("none")) {
            return Optional.empty();
        }
        Path folder = null;
        if (tier.equals("folder")) {
            String path = values.text("tier_folder", "");
            if (path.isEmpty()) {
                throw new IllegalArgumentException(
                        "storage." + type + ".tier_folder is not set: it says where segments go");
            }
            folder = Path.of(path);
        }
        S3Access s3 = folder == null ? S3Access.from(type, "tier_", values) : null;
        long timeout = s3 == null
                ? values.millis("tier_timeout", 10_000, 1_000, 300_000)
                : s3.timeout().toMillis();
        return Optional.of(new TierSettings(
                folder,
                s3,
                values.text("tier_prefix", "robustmq-tier/"),
                Duration.ofMillis(values.millis("tier_after", 86_400_000, 0, 3_650 * 86_400_000L)),
                values.bytes("tier_local_bytes", 4L << 30, 0, 1L << 40),
                values.bytes("tier_cache_bytes", 64 << 20, 1 << 20, 64L << 30),
                Duration.ofMillis(timeout),
                Duration.ofMillis(values.millis("tier_interval", 60_000, 100, 86_400_000))));
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
