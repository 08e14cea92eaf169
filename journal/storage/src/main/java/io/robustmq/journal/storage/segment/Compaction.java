package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.file.FileSource;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.format.Compression;
import io.robustmq.journal.storage.index.DamagedIndexException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out of sealed segments what later records with the same key, in sealed segments too, have replaced. A segment is
 * written anew beside the old one and takes its name when it is on disk: a crash leaves the one or the other.
 */
public final class Compaction {
    private final LogFolder folder;
    private final Compression compression;
    private final int batchBytes;
    private final int blockBytes;
    private final IndexCache cache;

    public Compaction(LogFolder folder, Compression compression, int batchBytes, int blockBytes, IndexCache cache) {
        this.folder = folder;
        this.compression = compression;
        this.batchBytes = batchBytes;
        this.blockBytes = blockBytes;
        this.cache = cache;
    }

    /** Puts a segment in the place of another; false if that is not wanted any more. */
    public interface Exchange {
        /** @param rename gives the new file its name, in the same step */
        boolean replace(SealedSegment old, Rename rename) throws IOException;
    }

    /** The last step: the new file takes the old one's name. */
    public interface Rename {
        SealedSegment run() throws IOException;
    }

    /** Compacts segments of the folder, which the caller holds; returns how many were written anew. */
    public int run(List<SealedSegment> segments, Exchange exchange, long nowMillis) throws IOException {
        int done = 0;
        for (Survivors.Of of : Survivors.find(sound(segments))) {
            if (of.isWorthIt() && rewrite(of, exchange, nowMillis)) {
                done++;
            }
        }
        return done;
    }

    /** Without those whose stored index is damaged: they stay as they are, and replace nothing. */
    private static List<SealedSegment> sound(List<SealedSegment> segments) throws IOException {
        List<SealedSegment> sound = new ArrayList<>();
        for (SealedSegment segment : segments) {
            try {
                segment.stored();
                sound.add(segment);
            } catch (DamagedIndexException damaged) {
                // Left out.
            }
        }
        return sound;
    }

    private boolean rewrite(Survivors.Of of, Exchange exchange, long nowMillis) throws IOException {
        String name = SegmentName.of(of.segment().baseOffset(), SegmentName.LOG);
        String unfinished = name + SegmentName.UNFINISHED;
        boolean done = false;
        try {
            Rewriting.Result result;
            try (LogFile file = folder.create(unfinished)) {
                result = new Rewriting(of.segment(), of.offsets(), file, compression, batchBytes, blockBytes)
                        .run(nowMillis);
            }
            done = exchange.replace(of.segment(), () -> {
                folder.rename(unfinished, name);
                folder.sync();
                SharedSource source = new SharedSource(new FileSource(folder.open(name)));
                return new SealedSegment(result.summary(), source, result.size(), true, null, cache, blockBytes);
            });
            return done;
        } finally {
            if (!done) {
                folder.delete(unfinished);
            }
        }
    }
}
