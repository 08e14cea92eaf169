package io.robustmq.broker.storage.s3;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.s3.store.S3Access;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.time.Duration;

/**
 * The settings below {@code storage.s3.}. Sizes are written {@code 64MiB}, times {@code 10s}.
 *
 * @param access where the bucket is and how to get at it, see {@link S3Access}
 * @param prefix {@code prefix}: what all names begin with; a bucket can hold several storages under different ones. Default
 *     {@code robustmq/}
 * @param queue {@code queue_writes}, {@code queue_bytes} and {@code group_bytes}, see {@link QueueLimits}; of each shard. A
 *     group is one object
 * @param gather {@code gather}: how long the first write of a group waits for others, 0 to 10 s, default 20 ms. Longer makes
 *     fewer and larger objects, and every acknowledgement later
 * @param lease {@code lease}: how long a broker that has stopped without a word keeps others out, 2 s to 10 m, default 30 s;
 *     a third of it is how often it writes that it is there. A broker that starts again on its own folder need not wait
 * @param cacheBytes {@code cache_bytes}: what is kept in memory of objects that were read or have just been written, 1 MiB to
 *     64 GiB, default 64 MiB; for all shards
 * @param stateBytes {@code state_bytes}: how large the state of a shard may become, which is kept in memory, 1 MiB to 1 GiB,
 *     default 256 MiB; a write that would make it larger is refused
 * @param snapshotBytes {@code snapshot_bytes}: after so many bytes of objects (or as many as the state has, if that is more;
 *     or 1,000 objects) the state is written as a whole, so that a start need not read what came before; 64 KiB to 1 GiB,
 *     default 64 MiB
 * @param deleteAfter {@code delete_after}: how long objects stay that nobody needs any more, 0 to 7 days, default 1 h. It must
 *     be longer than a broker can be held up (a paused machine, a lost network) and then go on believing that it owns the data
 * @param retentionInterval {@code retention_interval}: how often limits by age and size are applied, 100 ms to 1 h, default
 *     30 s
 * @param threads {@code threads}: how many do the work beside the client's own, 1 to 64, default 2
 */
public record S3Settings(
        S3Access access,
        String prefix,
        QueueLimits queue,
        Duration gather,
        Duration lease,
        long cacheBytes,
        long stateBytes,
        long snapshotBytes,
        Duration deleteAfter,
        Duration retentionInterval,
        int threads) {
    static final String TYPE = "s3";

    /** @throws IllegalArgumentException which names the setting that is wrong */
    static S3Settings from(StorageSettings settings) {
        SettingValues values = new SettingValues(TYPE, settings);
        S3Settings read = new S3Settings(
                S3Access.from(TYPE, "", values),
                values.text("prefix", "robustmq/"),
                QueueLimits.from(values),
                Duration.ofMillis(values.millis("gather", 20, 0, 10_000)),
                Duration.ofMillis(values.millis("lease", 30_000, 2_000, 600_000)),
                values.bytes("cache_bytes", 64 << 20, 1 << 20, 64L << 30),
                values.bytes("state_bytes", 256 << 20, 1 << 20, 1L << 30),
                values.bytes("snapshot_bytes", 64 << 20, 64 << 10, 1L << 30),
                Duration.ofMillis(values.millis("delete_after", 3_600_000, 0, 604_800_000)),
                Duration.ofMillis(values.millis("retention_interval", 30_000, 100, 3_600_000)),
                values.count("threads", 2, 1, 64));
        values.refuseOthers();
        return read;
    }
}
