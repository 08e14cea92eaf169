package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;

/**
 * Opens storage in a RocksDB database in its folder. Settings below {@code storage.rocksdb.}:
 *
 * <ul>
 *   <li>{@code stretch_bytes}: how much of a log is dropped together by {@code trim} and by limits; 64 KiB to 16 GiB, default
 *       64 MiB. A stretch has at most 65,536 records too.
 *   <li>{@code cache_bytes}: memory for what is read, outside the heap; 1 MiB to 1 TiB, default 64 MiB.
 *   <li>{@code write_buffer_bytes}: memory for what is written, for each of the columns log and state, outside the heap;
 *       1 MiB to 4 GiB, default 32 MiB. Larger means fewer and larger files.
 *   <li>{@code read_threads}: how many reads go on at once; 1 to 64, default 2.
 *   <li>{@code queue_reads}: how many reads wait at most, default 65,536; one more is answered FULL.
 *   <li>{@code queue_writes}, {@code queue_bytes}: how many writes and bytes wait at most, default 65,536 and 64 MiB; one more
 *       is answered FULL.
 *   <li>{@code group_bytes}: how much is committed with one fsync at most, about; default 4 MiB.
 * </ul>
 */
public final class RocksDbStorageProvider implements StorageProvider {

    @Override
    public String type() {
        return "rocksdb";
    }

    @Override
    public boolean keepsDataInFolder() {
        return true;
    }

    @Override
    public Storage open(StorageSettings settings) {
        SettingValues values = new SettingValues(type(), settings);
        RocksDbSettings read = new RocksDbSettings(
                values.bytes("stretch_bytes", 64 << 20, 64 << 10, 16L << 30),
                values.bytes("cache_bytes", 64 << 20, 1 << 20, 1L << 40),
                values.bytes("write_buffer_bytes", 32 << 20, 1 << 20, 4L << 30),
                values.count("read_threads", 2, 1, 64),
                values.count("queue_reads", 65_536, 1, 10_000_000),
                QueueLimits.from(values));
        values.refuseOthers();
        return RocksDbStorage.open(settings.folder(), settings.shards(), read);
    }
}
