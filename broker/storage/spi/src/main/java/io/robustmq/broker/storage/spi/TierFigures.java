package io.robustmq.broker.storage.spi;

/**
 * What lies in the tier of a storage, and what it has done since the storage was opened.
 *
 * @param segments that lie there now
 * @param bytes that they take
 * @param movedSegments that were brought there and let go of here
 * @param movedBytes that these had
 * @param cacheHits blocks that were read from memory
 * @param cacheMisses blocks that were fetched
 * @param failedMoves attempts to bring a segment there that failed; each is made again
 * @param failedReads blocks that could not be fetched
 * @param failedDeletions attempts to delete what is not needed there that failed; each is made again
 */
public record TierFigures(
        long segments,
        long bytes,
        long movedSegments,
        long movedBytes,
        long cacheHits,
        long cacheMisses,
        long failedMoves,
        long failedReads,
        long failedDeletions) {

    /** Of a storage that has no tier. */
    public static final TierFigures NONE = new TierFigures(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
