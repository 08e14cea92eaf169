package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.tier.TierSettings;
import io.robustmq.journal.storage.format.Compression;
import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings {@link LocalStorageProvider} tells of, read. */
record LocalSettings(
        FlushPolicy fsync,
        Compression compression,
        long segmentBytes,
        long segmentMillis,
        long indexCacheBytes,
        long stateFlushBytes,
        long stateFlushMillis,
        long stateCacheBytes,
        int readThreads,
        int queueReads,
        QueueLimits queue,
        boolean skipDamaged,
        Optional<TierSettings> tier) {
    private static final int MAX_BATCH_BYTES = 256 << 20;
    /** Little repeats itself in a batch of the usual size. */
    private static final int COMPRESSED_BATCH_BYTES = 32 << 10;

    private static final int ZERO_BYTES = 4 << 20;
    private static final long IDLE_TURN_MILLIS = 1_000;

    static LocalSettings from(SettingValues values) {
        String fsync = values.choice("fsync", "always", List.of("always", "interval", "none"));
        long interval = values.millis("fsync_interval", 1_000, 1, 3_600_000);
        return new LocalSettings(
                switch (fsync) {
                    case "interval" -> new FlushPolicy.Interval(interval);
                    case "none" -> new FlushPolicy.WhenRolled();
                    default -> new FlushPolicy.EveryCommit();
                },
                Compression.valueOf(values.choice("compression", "none", List.of("none", "lz4", "zstd"))
                        .toUpperCase(Locale.ROOT)),
                values.bytes("segment_bytes", 64 << 20, 64 << 10, 1 << 30),
                values.millis("segment_time", 24L * 3_600_000, 1_000, 365L * 24 * 3_600_000),
                values.bytes("index_cache_bytes", 64 << 20, 0, 1L << 40),
                values.bytes("state_flush_bytes", 64 << 20, 64 << 10, 4L << 30),
                values.millis("state_flush_time", 60_000, 100, 24L * 3_600_000),
                values.bytes("state_cache_bytes", 64 << 20, 1 << 20, 1L << 40),
                values.count("read_threads", 2, 1, 64),
                values.count("queue_reads", 65_536, 1, 10_000_000),
                QueueLimits.from(values),
                values.choice("skip_damaged", "false", List.of("false", "true")).equals("true"),
                TierSettings.from("local", values));
    }

    Durability durability() {
        return fsync instanceof FlushPolicy.EveryCommit ? Durability.LOCAL_FSYNC : Durability.NONE;
    }

    /** Of one of so many logs. Its queue is not limited: what waits, waits before it. */
    LogSettings log(int shards) {
        return LogSettings.DEFAULTS.with(draft -> {
            draft.flush = fsync;
            draft.compression = compression;
            draft.batchBytes = compression == Compression.NONE ? draft.batchBytes : COMPRESSED_BATCH_BYTES;
            draft.segmentBytes = (int) segmentBytes;
            draft.segmentMillis = segmentMillis;
            draft.maxAppendBytes = MAX_BATCH_BYTES;
            draft.commitBytes = MAX_BATCH_BYTES;
            draft.queueBytes = Long.MAX_VALUE;
            draft.queueAppends = Integer.MAX_VALUE;
            draft.indexCacheBytes = indexCacheBytes / shards;
            draft.zeroBytes = (int) Math.min(ZERO_BYTES, segmentBytes / 4);
            draft.checkpointBytes = (int) Math.min(draft.checkpointBytes, Math.max(64 << 10, segmentBytes));
        });
    }

    /** How often a log wants a turn although nothing is written. */
    long pauseMillis() {
        return fsync instanceof FlushPolicy.Interval interval
                ? Math.min(IDLE_TURN_MILLIS, interval.millis())
                : IDLE_TURN_MILLIS;
    }

    /**
     * What the database may hold in memory before it flushes by itself: more than piles up between two flushes of ours, also
     * with what an entry takes beside its key and value.
     */
    long stateBufferBytes() {
        return Math.max(64L << 20, 4 * stateFlushBytes);
    }
}
