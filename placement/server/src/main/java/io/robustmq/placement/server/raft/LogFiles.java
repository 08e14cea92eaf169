package io.robustmq.placement.server.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the log that are full, {@code log_<first>-<last>}, the newest first. Another file, {@code log_inprogress_<first>}, is
 * written to.
 */
record LogFiles(List<LogFile> files) {

    static final long NONE = -1;

    private static final Pattern NAME = Pattern.compile("log_(\\d+)-(\\d+)");

    /**
     * One of them.
     *
     * @param first index of an entry
     * @param last index of an entry
     */
    record LogFile(long first, long last, long bytes) {}

    LogFiles {
        files = files.stream()
                .sorted(Comparator.comparingLong(LogFile::last).reversed())
                .toList();
    }

    static LogFiles in(Path folder) throws IOException {
        List<LogFile> found = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                Matcher name = NAME.matcher(path.getFileName().toString());
                if (name.matches()) {
                    add(path, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), found);
                }
            }
        }
        return new LogFiles(found);
    }

    private static void add(Path path, long first, long last, List<LogFile> into) throws IOException {
        try {
            into.add(new LogFile(first, last, Files.size(path)));
        } catch (NoSuchFileException _) {
            // deleted meanwhile
        }
    }

    /**
     * Up to which entry the log may go now that there is a snapshot: whole files, of which too many entries or bytes come after, before the snapshot.
     *
     * @param snapshot the entry the snapshot is at
     * @return {@link #NONE} if all that is there is to be kept
     */
    long lastToGo(long snapshot, LogBounds bounds) {
        long kept = 0;
        for (LogFile file : files) {
            if (file.last() <= snapshot) {
                kept += file.bytes();
                if (snapshot - file.last() >= bounds.retainedEntries() || kept > bounds.retainedBytes()) {
                    return file.last();
                }
            }
        }
        return NONE;
    }
}
