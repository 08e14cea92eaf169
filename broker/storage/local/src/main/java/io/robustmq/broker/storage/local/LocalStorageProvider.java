package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;

/**
 * Opens storage on this machine's disk. Settings below {@code storage.local.}:
 *
 * <ul>
 *   <li>{@code fsync}: {@code always} (default), {@code interval} or {@code none}. With {@code always} a write is answered
 *       when it is on the disk, and the durability is {@code local-fsync}. With the others it is answered when the operating
 *       system has it, and <b>the durability is {@code none}</b>: it outlives the process, but a machine that loses power
 *       loses what was written since the last fsync, and may keep of it changes of the state without their records.
 *   <li>{@code fsync_interval}: with {@code interval}, how long after a write the disk has it at last; 1 ms to 1 h, default
 *       1 s.
 *   <li>{@code segment_bytes}: how large a segment of a log gets, and so how much is let go together by {@code trim} and by
 *       limits; 64 KiB to 1 GiB, default 64 MiB.
 *   <li>{@code segment_time}: a segment so old is ended with the next write though it is smaller; 1 s to 365 d, default 1 d.
 *   <li>{@code compression}: of the log: {@code none} (default), {@code lz4} or {@code zstd}.
 *   <li>{@code state_flush_bytes}: the state is brought to the disk when so much was written to the logs, so a start has to
 *       go through about that much at most; 64 KiB to 4 GiB, default 64 MiB. Outside the heap the state may take four times
 *       this until it is flushed.
 *   <li>{@code state_flush_time}: and so long after a write at the latest; 100 ms to 24 h, default 1 m.
 *   <li>{@code state_cache_bytes}: memory for what is read of the state, outside the heap; 1 MiB to 1 TiB, default 64 MiB.
 *   <li>{@code index_cache_bytes}: memory for the indexes of older segments, of all shards together, in the heap; 0 to 1
 *       TiB, default 64 MiB.
 *   <li>{@code read_threads}: how many reads go on at once; 1 to 64, default 2.
 *   <li>{@code queue_reads}: how many reads wait at most, default 65,536; one more is answered FULL.
 *   <li>{@code queue_writes}, {@code queue_bytes}: how many writes and bytes of each shard wait at most, default 65,536 and
 *       64 MiB; one more is answered FULL.
 *   <li>{@code skip_damaged}: whether what is damaged or lost of a log is passed over by who reads, {@code false} (default: then
 *       reading fails there) or {@code true}.
 *   <li>{@code tier} and all that begins with {@code tier_}: where old segments are moved to, see {@link
 *       io.robustmq.broker.storage.tier.TierSettings}.
 *   <li>{@code group_bytes}: how much is written with one fsync at most, about; default 4 MiB.
 * </ul>
 */
public final class LocalStorageProvider implements StorageProvider {

    @Override
    public String type() {
        return "local";
    }

    @Override
    public boolean keepsDataInFolder() {
        return true;
    }

    @Override
    public Storage open(StorageSettings settings) {
        SettingValues values = new SettingValues(type(), settings);
        LocalSettings read = LocalSettings.from(values);
        values.refuseOthers();
        return LocalStorage.open(settings.folder(), settings.shards(), read);
    }
}
