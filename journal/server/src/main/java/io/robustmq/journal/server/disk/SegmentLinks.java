package io.robustmq.journal.server.disk;

import io.robustmq.journal.storage.segment.SegmentName;
import io.robustmq.placement.raft.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The segments of a log in a checkpoint: the same files under second names, {@code segment-<name>}, and {@code segment-end} with the offset
 * where a log goes on that has no records, in digits. What has a second name is not written any more; a segment that is to be is copied first.
 */
final class SegmentLinks {
    private static final String LINKED = "segment-";
    private static final String END = LINKED + "end";
    private static final String NAMES = "unix:nlink";

    private SegmentLinks() {}

    /** Links files of a log's folder into a checkpoint's folder that is there. */
    static void make(Path folder, List<String> names, Path checkpoint, long endOffset) throws IOException {
        Folders.replace(checkpoint.resolve(END), Long.toString(endOffset));
        for (String name : names) {
            Files.createLink(checkpoint.resolve(LINKED + name), folder.resolve(name));
        }
    }

    /** Whether a file of a checkpoint is the log's. */
    static boolean isOfLog(Path file) {
        return file.getFileName().toString().startsWith(LINKED);
    }

    /**
     * Puts a checkpoint's segments in the place of a log's folder.
     *
     * @return where it goes on if it has no records
     */
    static long restore(Path checkpoint, Path folder) throws IOException {
        long endOffset = Long.parseLong(Files.readString(checkpoint.resolve(END)));
        Folders.remove(folder);
        Files.createDirectories(folder);
        List<Path> segments = files(checkpoint).stream()
                .filter(file -> isOfLog(file) && file.toString().endsWith(SegmentName.LOG))
                .toList();
        for (Path file : segments) {
            Path as = folder.resolve(file.getFileName().toString().substring(LINKED.length()));
            if (file.equals(segments.getLast())) {
                copy(file, as); // it will be written on; who is sent the checkpoint must not see that
            } else {
                Files.createLink(as, file);
            }
        }
        Folders.force(folder);
        return endOffset;
    }

    /**
     * Sees to it that the segment in which an offset lies, or which ends there, has no other name: a checkpoint that has it keeps the
     * file as it is. A crash leaves the one or the other.
     */
    static void ownLastBelow(Path folder, long end) throws IOException {
        List<Path> segments = files(folder).stream()
                .filter(file -> SegmentName.is(file.getFileName().toString(), SegmentName.LOG))
                .toList();
        Path last = segments.isEmpty() ? null : segments.getFirst();
        for (Path segment : segments) {
            if (SegmentName.baseOffset(segment.getFileName().toString()) < end) {
                last = segment;
            }
        }
        if (last != null && (int) Files.getAttribute(last, NAMES) > 1) {
            Path copy = last.resolveSibling(last.getFileName() + SegmentName.UNFINISHED);
            copy(last, copy);
            Files.move(copy, last, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Folders.force(folder);
        }
    }

    /** On disk when this returns: the state says at once that the records are there. */
    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel content = FileChannel.open(to, StandardOpenOption.WRITE)) {
            content.force(true);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }
}
