package io.robustmq.broker.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;

/** The folder of a database: whose it is, what it holds, and what does not pile up there. */
class RocksDbFolderTest {
    @TempDir
    Path folder;

    private Storage open(Map<String, String> values) {
        return new RocksDbStorageProvider().open(new StorageSettings(folder.resolve("new/deep"), 2, values));
    }

    @Test
    void aFolderInUseIsRefusedWithAWordOnWhatToDo() {
        try (Storage storage = open(Map.of())) {
            assertThat(storage.durability()).isEqualTo(Durability.LOCAL_FSYNC);
            assertThatThrownBy(() -> open(Map.of()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use by another process")
                    .hasMessageContaining(folder.toString());
        }
    }

    @Test
    void aFormatOfTheFutureIsRefused() throws Exception {
        open(Map.of()).close();
        RocksDbSettings settings = new RocksDbSettings(1 << 20, 1 << 20, 1 << 20, 1, 1, new QueueLimits(1, 1, 1));
        try (Database database = new Database(folder.resolve("new/deep"), settings);
                WriteBatch batch = new WriteBatch()) {
            batch.put(database.meta, "format".getBytes(StandardCharsets.US_ASCII), new byte[] {0, 0, 0, 2});
            database.write(batch, true);
        }

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("has format 2, this version knows 1");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Files.createFile(folder.resolve("new"));

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("new/deep");
    }

    @Test
    void damageIsNamedWithAWordOnWhatToDo() throws Exception {
        open(Map.of()).close();
        Path data = folder.resolve("new/deep");
        Path manifest = data.resolve(Files.readString(data.resolve("CURRENT")).strip());
        byte[] bytes = Files.readAllBytes(manifest);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(manifest, bytes);

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(manifest.toString())
                .hasMessageContaining("restore")
                .hasMessageNotContaining("another process");
    }

    @Test
    void aWriteIsAnsweredWhenItIsOnTheDisk() {
        RocksDbSettings settings = new RocksDbSettings(1 << 20, 1 << 20, 1 << 20, 1, 1, new QueueLimits(1, 1, 1));
        try (Statistics statistics = new Statistics();
                Storage storage =
                        RocksDbStorage.open(new Database(folder, settings, statistics), folder, 1, settings)) {
            for (int i = 0; i < 5; i++) {
                long before = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
                Records.write(storage.shard(0), Records.record("t", "x"));
                assertThat(statistics.getTickerCount(TickerType.WAL_FILE_SYNCED))
                        .isGreaterThan(before);
            }
        }
    }

    @Test
    void settingsHaveBounds() {
        assertThatThrownBy(() -> open(Map.of("stretch_bytes", "1KiB")))
                .hasMessageContaining("storage.rocksdb.stretch_bytes");
        assertThatThrownBy(() -> open(Map.of("read_threads", "none")))
                .hasMessageContaining("storage.rocksdb.read_threads");
    }

    @Test
    void whatIsDroppedLeavesNoKeysBehind() {
        try (Storage storage = open(Map.of("stretch_bytes", "64KiB"))) {
            Shard shard = storage.shard(1);
            shard.limit(new RetentionLimits(RetentionLimits.UNLIMITED, 100_000));
            Answers.until("the first go", () -> {
                for (int i = 0; i < 10; i++) {
                    Records.write(shard, Records.keyed("k" + shard.nextOffset(), "x".repeat(1_000)));
                }
                return shard.startOffset() > 100;
            });
        }
        RocksDbSettings settings = new RocksDbSettings(1 << 20, 1 << 20, 1 << 20, 1, 1, new QueueLimits(1, 1, 1));
        try (Database database = new Database(folder.resolve("new/deep"), settings)) {
            ShardLog log = new ShardLog(1, database, 1 << 20);
            for (long offset = 0; offset < log.start(); offset++) {
                assertThat(database.get(database.log, Keys.offset(1, offset))).isNull();
                assertThat(database.get(database.keys, Keys.newest(1, Records.bytes("k" + offset))))
                        .isNull();
            }
            assertThat(database.get(database.keys, Keys.newest(1, Records.bytes("k" + log.start()))))
                    .isNotNull();
            try (var topics = database.iterator(database.topics)) {
                topics.seekToFirst();
                assertThat(Keys.offsetOfTopic(topics.key())).isEqualTo(log.start());
            }
        }
    }
}
