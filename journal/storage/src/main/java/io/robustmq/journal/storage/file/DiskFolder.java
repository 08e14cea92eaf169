package io.robustmq.journal.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder on this machine's disk. Held by one process at a time, by a lock on the file {@code lock} in it. */
public final class DiskFolder implements LogFolder {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lockFile;

    private DiskFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Makes the folder if it is missing, and holds it until {@link #close}. */
    public static DiskFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new IOException(folder + " is in use by another process");
            }
        } catch (OverlappingFileLockException held) {
            lockFile.close();
            throw new IOException(folder + " is in use already", held);
        } catch (IOException failed) {
            lockFile.close();
            throw failed;
        }
        return new DiskFolder(folder, lockFile);
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        names.remove(LOCK);
        return names;
    }

    @Override
    public LogFile create(String name) throws IOException {
        return DiskFile.create(folder.resolve(name));
    }

    @Override
    public LogFile open(String name) throws IOException {
        return DiskFile.open(folder.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                folder.resolve(from),
                folder.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void sync() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (FileSystemException failed) {
            throw TooManyFilesException.orOther(folder.toString(), failed);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
