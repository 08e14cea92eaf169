package io.robustmq.broker.storage.mysql.database;

import java.util.List;

/**
 * The tables, version after version. A version once released is never changed; a change is a further version. Each
 * statement can be repeated, because the database commits it at once and the process may end behind it.
 *
 * <pre>
 * robustmq_schema   one row a version that has been applied
 * robustmq_storage  one row: how many shards, who owns the tables (id, epoch, when last seen)
 * robustmq_shard    one row a shard: the owner's epoch, start and next offset, size
 * robustmq_record   (shard, record_offset, part): the log; a value longer than a row takes goes on in further parts
 * robustmq_topic    (shard, topic): the topics the log may hold, for reads by pattern
 * robustmq_state    (shard, state_key, part): the state; keys are ordered as unsigned bytes
 * </pre>
 *
 * Texts are utf8mb4 compared byte by byte, whatever the server's default; topics, keys and values are binary.
 */
final class Migrations {
    private static final String TABLE =
            " ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    static final String VERSION_TABLE = "CREATE TABLE IF NOT EXISTS robustmq_schema ("
            + "version INT NOT NULL PRIMARY KEY, applied_at DATETIME(3) NOT NULL)" + TABLE;

    /** Version n is at index n - 1. */
    static final List<List<String>> VERSIONS = List.of(List.of(
            "CREATE TABLE IF NOT EXISTS robustmq_storage (id TINYINT NOT NULL PRIMARY KEY, shards INT NOT NULL,"
                    + " epoch BIGINT NOT NULL, owner VARCHAR(64) NOT NULL, seen_at DATETIME(3) NULL)" + TABLE,
            "CREATE TABLE IF NOT EXISTS robustmq_shard (shard INT NOT NULL PRIMARY KEY, epoch BIGINT NOT NULL,"
                    + " start_offset BIGINT NOT NULL, next_offset BIGINT NOT NULL, size_bytes BIGINT NOT NULL,"
                    + " latest_millis BIGINT NOT NULL)" + TABLE,
            "CREATE TABLE IF NOT EXISTS robustmq_record (shard INT NOT NULL, record_offset BIGINT NOT NULL,"
                    + " part INT NOT NULL, topic VARBINARY(732) NOT NULL, whole_topic BLOB NULL,"
                    + " published_millis BIGINT NOT NULL, latest_millis BIGINT NOT NULL,"
                    + " record_key VARBINARY(732) NULL, whole_key LONGBLOB NULL, headers LONGBLOB NULL,"
                    + " size_bytes BIGINT NOT NULL, value LONGBLOB NOT NULL,"
                    + " PRIMARY KEY (shard, record_offset, part),"
                    + " KEY by_topic (shard, topic, record_offset, size_bytes),"
                    + " KEY by_time (shard, latest_millis, record_offset),"
                    + " KEY by_key (shard, record_key, record_offset))" + TABLE,
            "CREATE TABLE IF NOT EXISTS robustmq_topic (shard INT NOT NULL, topic VARBINARY(732) NOT NULL,"
                    + " whole_topic BLOB NULL, PRIMARY KEY (shard, topic))" + TABLE,
            "CREATE TABLE IF NOT EXISTS robustmq_state (shard INT NOT NULL, state_key VARBINARY(1024) NOT NULL,"
                    + " part INT NOT NULL, size_bytes BIGINT NOT NULL, value LONGBLOB NOT NULL,"
                    + " PRIMARY KEY (shard, state_key, part))" + TABLE));

    private Migrations() {}
}
