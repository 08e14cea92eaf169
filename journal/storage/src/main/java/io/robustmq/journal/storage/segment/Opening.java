package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.FileSource;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.format.SegmentHeader;
import io.robustmq.journal.storage.index.GrowingIndex;
import io.robustmq.journal.storage.index.StoredIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segments of a log in its folder, and repairs what a crash has left half done. Used once.
 *
 * <p>The newest segment is gone through; what is behind its last sound batch is cut off, if it can be the rest of a write that
 * was under way. Anything else that does not fit is an error: a fault in an older segment, a fault before something that was
 * written when the faulty place was on disk already, a segment that is missing between others.
 */
public final class Opening {
    private final LogFolder folder;
    private final RemoteStore remotes;
    private final IndexCache cache;
    private final int blockBytes;
    private final List<Cut> cuts = new ArrayList<>();
    private final TreeMap<Long, String> names = new TreeMap<>();
    private final TreeMap<Long, String> checkpoints = new TreeMap<>();
    private final TreeMap<Long, String> notes = new TreeMap<>();
    private long scannedBytes;
    private @Nullable Missing missing;

    public Opening(LogFolder folder, RemoteStore remotes, IndexCache cache, int blockBytes) {
        this.folder = folder;
        this.remotes = remotes;
        this.cache = cache;
        this.blockBytes = blockBytes;
    }

    /** How many bytes of batches were gone through. */
    public long scannedBytes() {
        return scannedBytes;
    }

    /** What was cut off. */
    public List<Cut> cuts() {
        return cuts;
    }

    /** What is missing before the first segment; null if nothing is. */
    public @Nullable Missing missing() {
        return missing;
    }

    /**
     * The segments, oldest first; the last one is open. Makes the first one if there is none.
     *
     * @param firstOffset of a new log
     */
    public List<Segment> run(long firstOffset, long nowMillis) throws IOException {
        findFiles();
        Long noted = StartNote.load(folder);
        if (noted != null) {
            lookForMissing(noted);
        }
        List<Segment> segments = elsewhere();
        while (!names.isEmpty()) {
            Map.Entry<Long, String> first = names.pollFirstEntry();
            Segment segment = names.isEmpty()
                    ? newest(first.getKey(), first.getValue(), nowMillis)
                    : older(first.getKey(), first.getValue(), names.firstKey());
            segments.add(segment);
        }
        for (String orphan : checkpoints.values()) {
            folder.delete(orphan);
        }
        if (segments.isEmpty() || !(segments.getLast() instanceof OpenSegment)) {
            long offset =
                    segments.isEmpty() ? firstOffset : segments.getLast().end().offset();
            segments.add(OpenSegment.create(folder, offset, nowMillis, blockBytes));
        }
        long start = segments.getFirst().baseOffset();
        if (noted == null || noted != start) {
            StartNote.save(folder, start);
        }
        return segments;
    }

    private void lookForMissing(long noted) {
        if (names.isEmpty() && notes.isEmpty()) {
            throw LogException.corrupt(folder.name(), 0, "no segment is there, but the log begins at offset " + noted);
        }
        long first = Math.min(
                names.isEmpty() ? Long.MAX_VALUE : names.firstKey(),
                notes.isEmpty() ? Long.MAX_VALUE : notes.firstKey());
        if (first > noted) {
            missing = new Missing(noted, first);
        }
    }

    private void findFiles() throws IOException {
        for (String name : folder.list()) {
            if (name.endsWith(SegmentName.UNFINISHED)) {
                folder.delete(name);
            } else if (SegmentName.is(name, SegmentName.LOG)) {
                names.put(SegmentName.baseOffset(name), name);
            } else if (SegmentName.is(name, SegmentName.CHECKPOINT)) {
                checkpoints.put(SegmentName.baseOffset(name), name);
            } else if (SegmentName.is(name, SegmentName.REMOTE)) {
                notes.put(SegmentName.baseOffset(name), name);
            }
        }
    }

    /** The segments that lie elsewhere, which are the oldest. */
    private List<Segment> elsewhere() throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (String name : notes.values()) {
            RemoteNote note = RemoteNote.load(folder, name);
            String moved = names.remove(note.summary().baseOffset());
            if (moved != null) {
                folder.delete(moved); // a crash came between the note and this
            }
            if (!segments.isEmpty()) {
                SegmentEnd before = segments.getLast().end();
                requireNext(
                        name, before.position(), before.offset(), note.summary().baseOffset());
            }
            SharedSource source = new SharedSource(remotes.open(note.segment()));
            segments.add(new SealedSegment(
                    note.summary(),
                    source,
                    note.segment().size(),
                    note.compacted(),
                    note.segment(),
                    cache,
                    blockBytes));
        }
        if (!segments.isEmpty() && !names.isEmpty()) {
            SegmentEnd before = segments.getLast().end();
            requireNext(notes.lastEntry().getValue(), before.position(), before.offset(), names.firstKey());
        }
        return segments;
    }

    /** A segment that is written no more: sealed, or about to be. */
    private Segment older(long baseOffset, String name, long nextBaseOffset) throws IOException {
        LogFile file = folder.open(name);
        SegmentHeader header = header(file, baseOffset);
        if (header == null) {
            throw LogException.corrupt(name, 0, "the header is damaged");
        }
        SharedSource source = new SharedSource(new FileSource(file));
        long size = file.size();
        StoredIndex.Summary summary = StoredIndex.summary(source.source(), size);
        if (summary != null && summary.baseOffset() == baseOffset) {
            requireNext(name, summary.dataEnd(), summary.endOffset(), nextBaseOffset);
            return new SealedSegment(summary, source, size, header.compacted(), null, cache, blockBytes);
        }
        GrowingIndex index = new GrowingIndex(blockBytes);
        SegmentScan scan = new SegmentScan(source, start(baseOffset), size, header.compacted(), index);
        SegmentEnd end = scan.run();
        scannedBytes += end.position();
        if (header.compacted() && scan.endsAtIndex()) {
            end = new SegmentEnd(end.position(), nextBaseOffset, end.maxTimestampMillis());
        }
        requireNext(name, end.position(), end.offset(), nextBaseOffset);
        return OpenSegment.found(file, header, index, end);
    }

    private static void requireNext(String name, int dataEnd, long endOffset, long nextBaseOffset) {
        if (endOffset != nextBaseOffset) {
            throw LogException.corrupt(
                    name,
                    dataEnd,
                    "no sound batch with offset " + endOffset + ", but the next segment begins at " + nextBaseOffset);
        }
    }

    private static SegmentEnd start(long baseOffset) {
        return new SegmentEnd(SegmentHeader.BYTES, baseOffset, Long.MIN_VALUE);
    }

    private OpenSegment newest(long baseOffset, String name, long nowMillis) throws IOException {
        LogFile file = folder.open(name);
        SegmentHeader header = header(file, baseOffset);
        if (header == null) {
            return begunAnew(file, baseOffset, nowMillis);
        }
        Checkpoint from = checkpoint(file, baseOffset);
        OpenSegment found = goThrough(file, header, from);
        if (from.index().hasKeyFrom(found.end().offset())) {
            // What was lost took a key's last record with it: the one before is not in the checkpoint.
            found = goThrough(file, header, new Checkpoint(new GrowingIndex(blockBytes), start(baseOffset)));
        }
        return found;
    }

    /** Where to begin, and what is known of all before. */
    private Checkpoint checkpoint(LogFile file, long baseOffset) throws IOException {
        String name = checkpoints.remove(baseOffset);
        Checkpoint saved = name == null ? null : Checkpoint.load(folder, name, baseOffset, blockBytes);
        if (saved == null) {
            return new Checkpoint(new GrowingIndex(blockBytes), start(baseOffset));
        }
        if (saved.end().position() > file.size()) {
            throw LogException.corrupt(
                    file.name(),
                    file.size(),
                    "the file ends, but was on disk up to " + saved.end().position());
        }
        return saved;
    }

    private OpenSegment goThrough(LogFile file, SegmentHeader header, Checkpoint from) throws IOException {
        SharedSource source = new SharedSource(new FileSource(file));
        SegmentScan scan = new SegmentScan(source, from.end(), file.size(), false, from.index());
        SegmentEnd end = scan.run();
        scannedBytes += end.position() - from.end().position();
        switch (scan.rest()) {
            case SegmentScan.Rest.Empty empty -> {}
            case SegmentScan.Rest.Torn torn -> {
                file.truncate(end.position());
                cuts.add(new Cut(file.name(), end.position(), torn.to() - end.position()));
            }
            case SegmentScan.Rest.Damaged damaged ->
                throw LogException.corrupt(
                        file.name(),
                        end.position(),
                        "a batch is damaged; a sound later one is at " + damaged.laterBatch());
        }
        file.sync();
        return OpenSegment.found(file, header, from.index(), end);
    }

    /** A segment whose making a crash has interrupted. */
    private OpenSegment begunAnew(LogFile file, long baseOffset, long nowMillis) throws IOException {
        long size = file.size();
        file.close();
        if (size > SegmentHeader.BYTES) {
            throw LogException.corrupt(file.name(), 0, "the header is damaged");
        }
        cuts.add(new Cut(file.name(), 0, size));
        return OpenSegment.create(folder, baseOffset, nowMillis, blockBytes);
    }

    private static @Nullable SegmentHeader header(LogFile file, long baseOffset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
        SegmentHeader header = file.read(bytes, 0) < SegmentHeader.BYTES ? null : SegmentHeader.read(bytes.array());
        if (header != null && header.baseOffset() != baseOffset) {
            throw LogException.corrupt(file.name(), 8, "the segment was made for offset " + header.baseOffset());
        }
        return header;
    }
}
