package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.format.Compression;
import java.util.function.Consumer;

/**
 * How one log is kept. Sizes in bytes.
 *
 * @param flush when appends are made safe
 * @param compression of batches
 * @param segmentBytes a segment is rolled before it gets greater; 64 KiB to 1 GiB
 * @param segmentMillis a segment is rolled with the next append when it is so old; 1 or more
 * @param batchBytes appends that wait together go into one batch up to this size, uncompressed; one alone may be greater. To
 *     find one record a whole batch is read and gone through: no greater than a block, unless compression matters more
 * @param ownBatches whether no two appends share a batch, so that the log can be cut off between any two
 * @param maxAppendBytes a greater append is refused; at most 256 MiB
 * @param commitBytes how much is written with one write, about; one append may be greater
 * @param queueBytes how much may wait; further appends are refused. An append comes through when nothing waits, whatever its size
 * @param queueAppends how many appends may wait
 * @param blockBytes how fine the indexes are: what is read from disk to find one record, about
 * @param scanBytes how much one read takes from disk before it comes back, about, whether it found anything or not
 * @param maxTopicsExamined a read that would have to look at more topics of a segment's index reads the segment without it
 * @param zeroBytes with {@link FlushPolicy.EveryCommit}, how much of a file is filled with zeros ahead of writing, which makes
 *     fsync cheaper; 0 for none
 * @param checkpointBytes how much of the newest segment is gone through again at most, about, when the log is opened
 * @param indexCacheBytes how much memory indexes of sealed segments may take, about
 */
public record LogSettings(
        FlushPolicy flush,
        Compression compression,
        int segmentBytes,
        long segmentMillis,
        int batchBytes,
        boolean ownBatches,
        int maxAppendBytes,
        int commitBytes,
        long queueBytes,
        int queueAppends,
        int blockBytes,
        int scanBytes,
        int maxTopicsExamined,
        int zeroBytes,
        int checkpointBytes,
        long indexCacheBytes) {

    public static final LogSettings DEFAULTS = new LogSettings(
            new FlushPolicy.EveryCommit(),
            Compression.NONE,
            256 << 20,
            7L * 24 * 60 * 60 * 1000,
            4 << 10,
            false,
            32 << 20,
            4 << 20,
            64L << 20,
            100_000,
            4 << 10,
            8 << 20,
            200_000,
            4 << 20,
            64 << 20,
            32L << 20);

    public LogSettings {
        require("segmentBytes", segmentBytes, 64 << 10, 1 << 30);
        require("segmentMillis", segmentMillis, 1, Long.MAX_VALUE);
        require("batchBytes", batchBytes, 1 << 10, 64 << 20);
        require("maxAppendBytes", maxAppendBytes, 1 << 10, 256 << 20);
        require("commitBytes", commitBytes, 1 << 10, 256 << 20);
        require("queueBytes", queueBytes, 1, Long.MAX_VALUE);
        require("queueAppends", queueAppends, 1, Integer.MAX_VALUE);
        require("blockBytes", blockBytes, 1 << 10, 16 << 20);
        require("scanBytes", scanBytes, 64 << 10, 1 << 30);
        require("maxTopicsExamined", maxTopicsExamined, 1, Integer.MAX_VALUE);
        require("zeroBytes", zeroBytes, 0, 256 << 20);
        require("checkpointBytes", checkpointBytes, 64 << 10, 1 << 30);
        require("indexCacheBytes", indexCacheBytes, 0, Long.MAX_VALUE);
    }

    private static void require(String name, long value, long least, long greatest) {
        if (value < least || value > greatest) {
            throw new IllegalArgumentException(name + " is " + value + ", not in " + least + ".." + greatest);
        }
    }

    /** A change of some of the settings: {@code DEFAULTS.with(s -> { s.segmentBytes = 1 << 20; })}. */
    public LogSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** Settings while they are put together. */
    public static final class Draft {
        public FlushPolicy flush;
        public Compression compression;
        public int segmentBytes;
        public long segmentMillis;
        public int batchBytes;
        public boolean ownBatches;
        public int maxAppendBytes;
        public int commitBytes;
        public long queueBytes;
        public int queueAppends;
        public int blockBytes;
        public int scanBytes;
        public int maxTopicsExamined;
        public int zeroBytes;
        public int checkpointBytes;
        public long indexCacheBytes;

        private Draft(LogSettings from) {
            flush = from.flush;
            compression = from.compression;
            segmentBytes = from.segmentBytes;
            segmentMillis = from.segmentMillis;
            batchBytes = from.batchBytes;
            ownBatches = from.ownBatches;
            maxAppendBytes = from.maxAppendBytes;
            commitBytes = from.commitBytes;
            queueBytes = from.queueBytes;
            queueAppends = from.queueAppends;
            blockBytes = from.blockBytes;
            scanBytes = from.scanBytes;
            maxTopicsExamined = from.maxTopicsExamined;
            zeroBytes = from.zeroBytes;
            checkpointBytes = from.checkpointBytes;
            indexCacheBytes = from.indexCacheBytes;
        }

        private LogSettings done() {
            return new LogSettings(
                    flush,
                    compression,
                    segmentBytes,
                    segmentMillis,
                    batchBytes,
                    ownBatches,
                    maxAppendBytes,
                    commitBytes,
                    queueBytes,
                    queueAppends,
                    blockBytes,
                    scanBytes,
                    maxTopicsExamined,
                    zeroBytes,
                    checkpointBytes,
                    indexCacheBytes);
        }
    }
}
