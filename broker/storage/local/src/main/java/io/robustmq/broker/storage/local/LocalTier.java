package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.service.OwnerId;
import io.robustmq.broker.storage.spi.StorageEvents;
import io.robustmq.broker.storage.spi.TierFigures;
import io.robustmq.broker.storage.tier.Tier;
import io.robustmq.broker.storage.tier.TierSettings;
import io.robustmq.broker.storage.tier.TieredLog;
import io.robustmq.journal.storage.file.RemoteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The tier of all shards, or none. Used by the thread that opens the storage, until it is started; then by any. */
final class LocalTier implements AutoCloseable {
    private final List<TieredLog> logs = new ArrayList<>();
    private final @Nullable Tier tier;

    /**
     * @param folder of the storage; it is there, and keeps the name under which this broker's objects are
     * @param isInUse whether something lies there already: then the tier may be away
     */
    LocalTier(Path folder, Optional<TierSettings> settings, boolean isInUse) {
        if (!isInUse) {
            settings.ifPresent(usable -> usable.requireUsable("local"));
        }
        tier = settings.isPresent() ? Tier.open(settings.get(), OwnerId.in(folder), logs) : null;
    }

    /** Where the segments of a shard are that are not in its folder. */
    RemoteStore of(int shard) {
        return tier == null ? new Untiered() : new ShardTier(shard, tier);
    }

    /**
     * Has the segments of a log moved.
     *
     * @param remotes which it was opened with
     * @param flushedOffset up to where its changes are in the state on the disk
     */
    void serve(ShardLog log, RemoteStore remotes, LongSupplier flushedOffset) {
        if (remotes instanceof ShardTier shard) {
            shard.serve(log, flushedOffset);
            logs.add(shard);
        }
    }

    void start() {
        if (tier != null) {
            tier.start();
        }
    }

    /** Tells when it goes away and when it is back. */
    void tell(StorageEvents to) {
        if (tier != null) {
            tier.tell(to::onTierAway, to::onTierBack);
        }
    }

    /** What is wrong with it, empty if all is well. */
    String trouble() {
        return tier == null ? "" : tier.trouble();
    }

    TierFigures figures() {
        return tier == null ? TierFigures.NONE : tier.figures();
    }

    /** Moves what is due at once. Blocks. */
    void look(long nowMillis) throws IOException {
        if (tier != null) {
            tier.look(nowMillis);
        }
    }

    /** Moves nothing more; who reads there fails at once. A second time does nothing. */
    @Override
    public void close() {
        if (tier != null) {
            tier.close();
        }
    }
}
