package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.segment.SegmentName;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a storage, held by this process alone.
 *
 * <pre>
 *   lock                 locked as long as a process uses the folder
 *   storage.properties   format=1, shards=N; written once, when the folder is new
 *   unsynced             empty; there if the logs were last written without an fsync for every write
 *   shard-0/ ...         the log of each shard
 *   state/               the state of all shards, materialised (RocksDB)
 * </pre>
 */
final class StorageFolder implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final String PROPERTIES = "storage.properties";
    private static final String UNSYNCED = "unsynced";

    private final Path folder;
    private final FileChannel lockChannel;
    private final int shards;

    /**
     * Opens the folder, making it if it is not there.
     *
     * @param shards how many a new folder is to have
     * @throws StorageException if another process has it, or its format is not known; the message says what to do
     */
    StorageFolder(Path folder, int shards) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            this.lockChannel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StorageException(
                    Kind.FAILED,
                    "the folder " + folder + " cannot be used: " + e.getMessage() + "; see to its rights and its disk",
                    e);
        }
        try {
            lock();
            Integer there = read();
            this.shards = there == null ? create(shards) : there;
        } catch (IOException e) {
            close();
            throw new StorageException(Kind.FAILED, "the folder " + folder + " cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = lockChannel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // this process has it
        }
        if (lock == null) {
            throw new StorageException(
                    Kind.FAILED,
                    "the folder " + folder
                            + " is in use by another process: stop that one, or give this one a folder of"
                            + " its own");
        }
    }

    private @Nullable Integer read() throws IOException {
        Path file = folder.resolve(PROPERTIES);
        if (!Files.exists(file)) {
            return null;
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new StorageException(
                    Kind.FAILED,
                    "the file " + file + " is not text as it was written (" + e.getMessage()
                            + "): restore it as it was, or give this process another folder",
                    e);
        }
        int format = number(properties, "format");
        if (format > FORMAT) {
            throw new StorageException(
                    Kind.FAILED,
                    "the folder " + folder + " has format " + format + ", this version knows " + FORMAT
                            + ": start the version that wrote it, or give this one another folder");
        }
        return number(properties, "shards");
    }

    private int number(Properties properties, String name) {
        String text = properties.getProperty(name, "");
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new StorageException(
                    Kind.FAILED,
                    "the file " + folder.resolve(PROPERTIES) + " says \"" + name + "=" + text
                            + "\": restore it as it was, or give this process another folder");
        }
        return Integer.parseInt(text);
    }

    private int create(int wanted) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            if (files.anyMatch(file -> !file.getFileName().toString().equals("lock")
                    && !file.getFileName().toString().equals(PROPERTIES + ".new"))) {
                throw new StorageException(
                        Kind.FAILED,
                        "the folder " + folder + " has files but no " + PROPERTIES
                                + ": restore that, or give this process an empty folder");
            }
        }
        if (wanted < 1 || wanted > 4_096) {
            throw new IllegalArgumentException(wanted + " shards; 1 to 4096 are allowed");
        }
        Path fresh = folder.resolve(PROPERTIES + ".new");
        Files.writeString(fresh, "format=" + FORMAT + "\nshards=" + wanted + "\n");
        sync(fresh, StandardOpenOption.WRITE);
        Files.move(fresh, folder.resolve(PROPERTIES), StandardCopyOption.ATOMIC_MOVE);
        sync(folder, StandardOpenOption.READ);
        return wanted;
    }

    private static void sync(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    int shards() {
        return shards;
    }

    /** The folder of a shard's log. */
    LogFolder shard(int index) {
        Path shard = folder.resolve("shard-" + index);
        try {
            return DiskFolder.open(shard);
        } catch (IOException e) {
            throw new StorageException(Kind.FAILED, "the folder " + shard + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Whether a note in the folder of some log says that a segment lies elsewhere. */
    boolean hasNotes() {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.anyMatch(file -> file.toString().endsWith(SegmentName.REMOTE));
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException(Kind.FAILED, "the folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    Path state() {
        return folder.resolve("state");
    }

    /** Whether the logs were last written without an fsync for every write, so that a machine may have lost their ends. */
    boolean wasUnsynced() {
        return Files.exists(folder.resolve(UNSYNCED));
    }

    /** From now on the logs are written with an fsync for every write, or without. */
    void noteSync(boolean always) {
        try {
            if (always) {
                Files.deleteIfExists(folder.resolve(UNSYNCED));
            } else if (!wasUnsynced()) {
                Files.createFile(folder.resolve(UNSYNCED));
            }
            sync(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new StorageException(Kind.FAILED, "the folder " + folder + " cannot be written: " + e, e);
        }
    }

    /** Lets other processes have it. */
    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw new StorageException(Kind.FAILED, "the lock of " + folder + " cannot be let go: " + e, e);
        }
    }
}
