package io.robustmq.placement.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of this member, one folder each, {@code sm/<term>-<index>}. A folder under its final name is complete: it is
 * written under another and renamed. A checkpoint received from the leader replaces the whole of {@code sm}.
 */
public final class Snapshots implements StateMachineStorage {

    private static final int KEPT = 2; // a follower may be reading the one before the latest
    private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)");
    private static final String CHECKSUM_SUFFIX = ".md5"; // the log puts these beside files it received

    private volatile @Nullable Path folder;
    private volatile @Nullable Path logFolder;
    private volatile @Nullable Taken latest;

    /** @param takenMillis when it was written, in milliseconds since the epoch */
    public record Taken(LogPosition at, Path folder, FileListSnapshotInfo info, long takenMillis) {}

    @Override
    public void init(RaftStorage storage) throws IOException {
        folder = storage.getStorageDir().getStateMachineDir().toPath();
        logFolder = storage.getStorageDir().getCurrentDir().toPath();
        rescan();
    }

    private Path folder() {
        return opened(folder);
    }

    /** Where the files of the log are. */
    public Path logFolder() {
        return opened(logFolder);
    }

    private static Path opened(@Nullable Path known) {
        if (known == null) {
            throw new IllegalStateException("the log has not been opened");
        }
        return known;
    }

    /** Looks at what is there: at start, and after the leader sent a snapshot. */
    public void rescan() throws IOException {
        List<Path> complete = complete();
        latest = complete.isEmpty() ? null : describe(complete.getLast());
    }

    /** Complete checkpoints, the oldest first. */
    private List<Path> complete() throws IOException {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder())) {
            return all.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(path -> position(path).index()))
                    .toList();
        }
    }

    private static LogPosition position(Path snapshot) {
        Matcher name = NAME.matcher(snapshot.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException("not the name of a snapshot: " + snapshot);
        }
        return new LogPosition(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    private static Taken describe(Path snapshot) throws IOException {
        LogPosition at = position(snapshot);
        try (Stream<Path> files = Files.list(snapshot)) {
            List<FileInfo> infos = files.filter(file -> !file.toString().endsWith(CHECKSUM_SUFFIX))
                    .sorted()
                    .map(file -> new FileInfo(file, null))
                    .toList();
            return new Taken(
                    at,
                    snapshot,
                    new FileListSnapshotInfo(infos, at.term(), at.index()),
                    Files.getLastModifiedTime(snapshot).toMillis());
        }
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        Taken known = latest;
        return known == null ? null : known.info();
    }

    public Optional<Taken> latest() {
        return Optional.ofNullable(latest);
    }

    /** Has a checkpoint written, and makes it the latest. */
    public void take(LogPosition at, Consumer<Path> write) throws IOException {
        Path whole = folder().resolve(at.term() + "-" + at.index());
        Path part = folder().resolve("part");
        Files.createDirectories(folder());
        Folders.delete(part);
        write.accept(part);
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        Folders.force(folder());
        latest = describe(whole);
    }

    @Override
    public void format() {}

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) throws IOException {
        List<Path> complete = complete();
        for (Path old : complete.subList(0, Math.max(0, complete.size() - KEPT))) {
            Folders.delete(old);
        }
    }
}
