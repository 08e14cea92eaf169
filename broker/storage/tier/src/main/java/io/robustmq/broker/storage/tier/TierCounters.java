package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.spi.TierFigures;
import java.util.concurrent.atomic.LongAdder;

/** What the tier has done since the start. Thread-safe. */
final class TierCounters {
    final LongAdder movedSegments = new LongAdder();
    final LongAdder movedBytes = new LongAdder();
    final LongAdder cacheHits = new LongAdder();
    final LongAdder cacheMisses = new LongAdder();
    final LongAdder failedMoves = new LongAdder();
    final LongAdder failedReads = new LongAdder();
    final LongAdder failedSweeps = new LongAdder();

    TierFigures figures(long segments, long bytes) {
        return new TierFigures(
                segments,
                bytes,
                movedSegments.sum(),
                movedBytes.sum(),
                cacheHits.sum(),
                cacheMisses.sum(),
                failedMoves.sum(),
                failedReads.sum(),
                failedSweeps.sum());
    }
}
