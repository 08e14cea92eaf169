package io.robustmq.broker.storage.journal;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The settings below {@code storage.journal.}. Sizes are written {@code 64MiB}, times {@code 10s}.
 *
 * @param servers {@code servers}: {@code host:port} of the gRPC of some journal servers, commas between them; required
 * @param groups {@code groups}: the ids of the groups that carry the shards, UUIDs, commas between them; shard {@code i} is carried by
 *     group {@code i} modulo their number, which must stay as it is for data that is there. Empty: the servers say
 * @param queue {@code queue_writes}, {@code queue_bytes} and {@code group_bytes}, see {@link QueueLimits}; of each shard. A
 *     group is one request, of about 4 MiB at most
 * @param patience {@code patience}: how long a write or a question waits for a leader before it fails, 1 s to 10 m, default 30 s
 * @param tailBytes {@code tail_bytes}: how much memory the newest records of a shard may take until those who follow it have taken them, 64 KiB to
 *     1 GiB, default 2 MiB; what does not fit is read again
 * @param retentionInterval {@code retention_interval}: how often limits by age and size are applied, 100 ms to 1 h, default 30 s
 * @param threads {@code threads}: how many do the work beside the client's own, 1 to 64, default 2
 */
record JournalSettings(
        List<String> servers,
        List<String> groups,
        QueueLimits queue,
        Duration patience,
        long tailBytes,
        Duration retentionInterval,
        int threads) {
    static final String TYPE = "journal";
    private static final long MAX_GROUP_BYTES = 4 << 20;

    /** @throws IllegalArgumentException which names the setting that is wrong */
    static JournalSettings from(StorageSettings settings) {
        SettingValues values = new SettingValues(TYPE, settings);
        JournalSettings read = new JournalSettings(
                list(values.text("servers", "")),
                list(values.text("groups", "")),
                bounded(QueueLimits.from(values)),
                Duration.ofMillis(values.millis("patience", 30_000, 1_000, 600_000)),
                values.bytes("tail_bytes", 2 << 20, 64 << 10, 1L << 30),
                Duration.ofMillis(values.millis("retention_interval", 30_000, 100, 3_600_000)),
                values.count("threads", 2, 1, 64));
        values.refuseOthers();
        if (read.servers().isEmpty()) {
            throw new IllegalArgumentException("storage." + TYPE + ".servers is missing");
        }
        read.groups().forEach(JournalSettings::requireUuid);
        return read;
    }

    /** A group and one batch more have to fit into one request. */
    private static QueueLimits bounded(QueueLimits wanted) {
        return new QueueLimits(wanted.writes(), wanted.bytes(), Math.min(wanted.groupBytes(), MAX_GROUP_BYTES));
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static void requireUuid(String group) {
        try {
            UUID.fromString(group);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "storage." + TYPE + ".groups has \"" + group + "\", which is no UUID", e);
        }
    }
}
