package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.RemoteSegment;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.file.SegmentSource;
import io.robustmq.journal.storage.index.StoredIndex;
import java.io.IOException;

/** Lets go of sealed segments that lie elsewhere by now. */
public final class Moving {
    private final LogFolder folder;
    private final RemoteStore remotes;
    private final IndexCache cache;
    private final int blockBytes;

    public Moving(LogFolder folder, RemoteStore remotes, IndexCache cache, int blockBytes) {
        this.folder = folder;
        this.remotes = remotes;
        this.cache = cache;
        this.blockBytes = blockBytes;
    }

    /** The segment as it is elsewhere, once its footer was read there and is the same. */
    public SealedSegment there(SealedSegment here, byte[] locator) throws IOException {
        RemoteSegment remote = new RemoteSegment(here.baseOffset(), here.sizeBytes(), locator);
        SegmentSource source = remotes.open(remote);
        StoredIndex.Summary found = StoredIndex.summary(source, here.sizeBytes());
        if (!here.summary().equals(found)) {
            source.close();
            throw LogException.corrupt(source.name(), here.sizeBytes(), "not the segment that was to be moved");
        }
        return new SealedSegment(
                here.summary(),
                new SharedSource(source),
                here.sizeBytes(),
                here.isCompacted(),
                remote,
                cache,
                blockBytes);
    }

    /** From now on the segment is looked for elsewhere, also after a crash. */
    public void note(SealedSegment there, RemoteSegment remote) throws IOException {
        new RemoteNote(remote, there.summary(), there.isCompacted()).save(folder);
    }

    /** What is left of a segment that is in the folder no more. */
    public void deleteHere(long baseOffset) throws IOException {
        folder.delete(SegmentName.of(baseOffset, SegmentName.LOG));
        folder.sync();
    }

    /** Takes the oldest segment out for good, wherever it is. While a note may lead there, it stays elsewhere. */
    public void delete(Segment segment) throws IOException {
        StartNote.save(folder, segment.end().offset());
        RemoteSegment remote = segment instanceof SealedSegment sealed ? sealed.remote() : null;
        folder.delete(SegmentName.of(segment.baseOffset(), remote == null ? SegmentName.LOG : SegmentName.REMOTE));
        folder.sync();
        if (remote != null) {
            remotes.delete(remote);
        }
    }
}
