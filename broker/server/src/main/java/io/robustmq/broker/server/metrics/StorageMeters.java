package io.robustmq.broker.server.metrics;

import static io.robustmq.broker.server.metrics.Meters.bytesCounter;
import static io.robustmq.broker.server.metrics.Meters.bytesGauge;
import static io.robustmq.broker.server.metrics.Meters.counter;
import static io.robustmq.broker.server.metrics.Meters.gauge;
import static io.robustmq.broker.server.metrics.Meters.lower;
import static io.robustmq.broker.server.metrics.Meters.ofShards;

import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.TierFigures;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The meters of storage and of its tier. */
final class StorageMeters {
    private static final String BYTES = "bytes";

    private StorageMeters() {}

    static List<MeterDefinition> all() {
        return Stream.concat(storage().stream(), tier().stream()).toList();
    }

    private static List<MeterDefinition> storage() {
        return List.of(
                counter(
                        "storage.writes",
                        "Writes to storage that were done; one has what a turn of an event loop gathers"
                                + " for a shard.",
                        broker -> broker.storage().counters().writes()),
                counter(
                        "storage.writes.failed",
                        "Writes that were not done: beyond what storage holds or lets wait (full) or ever takes in one"
                                + " (too_large), the medium did not answer (unavailable) or is broken (failed), storage"
                                + " was closing (closed), or another was there first (conflict; nothing is lost by that).",
                        "kind",
                        Arrays.stream(StorageException.Kind.values())
                                .map(kind -> new Series(
                                        lower(kind),
                                        broker -> broker.storage().counters().failedWrites(kind)))
                                .toList()),
                new MeterDefinition(
                        "robustmq.storage.write",
                        MeterDefinition.Type.HISTOGRAM,
                        "seconds",
                        "How long writes take, from the end of the turn until storage has kept its promise.",
                        null,
                        new MeterDefinition.WriteTimes()),
                bytesGauge("storage.pending.bytes", "Bytes that wait to be written, about.", broker -> broker.node()
                        .pendingWriteBytes()),
                counter(
                        "storage.reads",
                        "Pages of the logs read for sessions that were away or had no room.",
                        broker -> broker.storage().counters().reads()),
                counter(
                        "storage.reads.failed",
                        "Pages that could not be read; each is tried again.",
                        broker -> broker.storage().counters().failedReads()),
                gauge(
                        "storage.trouble",
                        "1 while storage says it is in trouble, else 0; the readiness check says what it is.",
                        broker -> broker.storage().trouble().isEmpty() ? 0 : 1),
                counter(
                        "storage.retention.cut",
                        "Places in the logs that storage.retention_time or retention_bytes have cut off before every"
                                + " session had read so far: at least as many as messages were lost by that. Looked at"
                                + " every 10 s.",
                        broker -> broker.node().cutOffPlaces()),
                counter(
                        "storage.passed.over",
                        "Places in the logs that are damaged or lost and were passed over, since"
                                + " storage.local.skip_damaged is set: at most so many messages were lost by that.",
                        broker -> broker.storage().counters().passedOver()),
                new MeterDefinition(
                        "robustmq.storage.stalled",
                        MeterDefinition.Type.GAUGE,
                        "seconds",
                        "For how long writes have been waiting without one being answered; 0 if none waits.",
                        null,
                        new MeterDefinition.Known(List.of(
                                new Series("", broker -> broker.storage().stalledNanos() / 1e9)))),
                bytesGauge(
                        "storage.disk.free",
                        "Bytes that may still be written to the disk of the data; not a number where it is not on this"
                                + " machine. Below storage.low_disk_bytes it counts as trouble.",
                        StorageMeters::freeBytes),
                ofShards("storage.log.bytes", BYTES, "Bytes of the medium a log takes, about.", Shard::sizeBytes),
                ofShards("storage.log.start", null, "The first offset a log still has.", Shard::startOffset),
                ofShards("storage.log.next", null, "The offset a log goes on at.", Shard::nextOffset));
    }

    private static double freeBytes(Broker broker) {
        OptionalLong free = broker.storage().freeBytes();
        return free.isPresent() ? free.getAsLong() : Double.NaN;
    }

    private static List<MeterDefinition> tier() {
        return List.of(
                gauge(
                        "storage.tier.segments",
                        "Segments of the logs that lie in the tier, and not on this disk.",
                        tier(TierFigures::segments)),
                bytesGauge("storage.tier.bytes", "Bytes of these segments.", tier(TierFigures::bytes)),
                counter(
                        "storage.tier.moved.segments",
                        "Segments that were brought to the tier and deleted here.",
                        tier(TierFigures::movedSegments)),
                bytesCounter("storage.tier.moved", "Bytes of these segments.", tier(TierFigures::movedBytes)),
                counter(
                        "storage.tier.reads",
                        "Blocks of 256 KiB read of what lies in the tier: from memory (hit) or fetched (miss).",
                        "cache",
                        List.of(
                                new Series("hit", tier(TierFigures::cacheHits)),
                                new Series("miss", tier(TierFigures::cacheMisses)))),
                counter(
                        "storage.tier.failures",
                        "Times the tier did not do it: segments that could not be moved and stay on this disk, blocks"
                                + " that could not be read, deletions that were put off. Each is tried again.",
                        "during",
                        List.of(
                                new Series("move", tier(TierFigures::failedMoves)),
                                new Series("read", tier(TierFigures::failedReads)),
                                new Series("delete", tier(TierFigures::failedDeletions)))));
    }

    private static ToDoubleFunction<Broker> tier(ToLongFunction<TierFigures> figure) {
        return broker -> figure.applyAsLong(broker.storage().tier());
    }
}
