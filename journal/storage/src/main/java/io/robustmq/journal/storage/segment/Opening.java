package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.LogException;
import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.format.SegmentHeader;
import io.robustmq.journal.storage.index.GrowingIndex;
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
    private final int blockBytes;
    private final List<Cut> cuts = new ArrayList<>();
    private final TreeMap<Long, String> names = new TreeMap<>();

    public Opening(LogFolder folder, int blockBytes) {
        this.folder = folder;
        this.blockBytes = blockBytes;
    }

    /** What was cut off. */
    public List<Cut> cuts() {
        return cuts;
    }

    /**
     * The segments, oldest first; the last one is open. Makes the first one if there is none.
     *
     * @param firstOffset of a new log
     */
    public List<Segment> run(long firstOffset, long nowMillis) throws IOException {
        findFiles();
        List<Segment> segments = new ArrayList<>();
        while (!names.isEmpty()) {
            Map.Entry<Long, String> first = names.pollFirstEntry();
            Segment segment = names.isEmpty()
                    ? newest(first.getKey(), first.getValue(), nowMillis)
                    : older(first.getKey(), first.getValue(), names.firstKey());
            segments.add(segment);
        }
        if (segments.isEmpty()) {
            segments.add(OpenSegment.create(folder, firstOffset, nowMillis, blockBytes));
        }
        return segments;
    }

    private void findFiles() throws IOException {
        for (String name : folder.list()) {
            if (name.endsWith(SegmentName.UNFINISHED)) {
                folder.delete(name);
            } else if (SegmentName.is(name, SegmentName.LOG)) {
                names.put(SegmentName.baseOffset(name), name);
            }
        }
    }

    private Segment older(long baseOffset, String name, long nextBaseOffset) throws IOException {
        LogFile file = folder.open(name);
        SegmentHeader header = header(file, baseOffset);
        if (header == null) {
            throw LogException.corrupt(name, 0, "the header is damaged");
        }
        GrowingIndex index = new GrowingIndex(blockBytes);
        SegmentEnd start = new SegmentEnd(SegmentHeader.BYTES, baseOffset, Long.MIN_VALUE);
        SharedSource source = new SharedSource(new FileSource(file));
        SegmentEnd end = new SegmentScan(source, start, file.size(), header.compacted(), index).run();
        if (end.offset() != nextBaseOffset) {
            throw LogException.corrupt(
                    name,
                    end.position(),
                    "no sound batch with offset " + end.offset() + ", but the next segment begins at "
                            + nextBaseOffset);
        }
        return OpenSegment.found(file, header, index, end);
    }

    private OpenSegment newest(long baseOffset, String name, long nowMillis) throws IOException {
        LogFile file = folder.open(name);
        SegmentHeader header = header(file, baseOffset);
        if (header == null) {
            return begunAnew(file, baseOffset, nowMillis);
        }
        GrowingIndex index = new GrowingIndex(blockBytes);
        SegmentEnd start = new SegmentEnd(SegmentHeader.BYTES, baseOffset, Long.MIN_VALUE);
        SegmentScan scan =
                new SegmentScan(new SharedSource(new FileSource(file)), start, file.size(), header.compacted(), index);
        SegmentEnd end = scan.run();
        switch (scan.rest()) {
            case SegmentScan.Rest.Empty empty -> {}
            case SegmentScan.Rest.Torn torn -> {
                file.truncate(end.position());
                cuts.add(new Cut(name, end.position(), torn.to() - end.position()));
            }
            case SegmentScan.Rest.Damaged damaged ->
                throw LogException.corrupt(
                        name, end.position(), "a batch is damaged; a sound later one is at " + damaged.laterBatch());
        }
        file.sync();
        return OpenSegment.found(file, header, index, end);
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
