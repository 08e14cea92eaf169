package io.robustmq.placement.server.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a data folder to one process, by a lock on its file {@code lock}, which ends with the process however that ends. Log and
 * store have locks of their own, but what they say of a second process looks like damage.
 */
public final class FolderLock implements AutoCloseable {

    private static final String FILE = "lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws UncheckedIOException if another process has it
     * @throws StoreException if the folder cannot be written
     */
    public static FolderLock take(Path folder) {
        FileChannel channel;
        FileLock lock;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreException("the data folder " + folder + " cannot be used", e);
        }
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null; // this process has it
        } catch (IOException e) {
            throw new StoreException("the data folder " + folder + " cannot be locked", e);
        }
        if (lock == null) {
            close(channel);
            String why =
                    "the data folder " + folder + " is in use by another process: stop that one, or give this one a"
                            + " folder of its own (data_path)";
            throw new UncheckedIOException(why, new IOException(why));
        }
        return new FolderLock(channel);
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
