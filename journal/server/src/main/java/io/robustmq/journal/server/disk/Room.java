package io.robustmq.journal.server.disk;

import io.robustmq.journal.storage.LogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The room on the disk of a folder. Where a group is led, what is to be written is refused while there is less than the reserve. What a leader
 * elsewhere has decided cannot be refused; so that is written into the reserve, down to half of it: then the replica stops, while there is
 * still room for what ends it in order. Thread-safe.
 */
public final class Room {
    private final Path folder;
    private final FileStore disk;
    private final long reserveBytes;

    /** @throws UncheckedIOException if there is no such folder */
    public Room(Path folder, long reserveBytes) {
        this.folder = folder;
        this.reserveBytes = reserveBytes;
        try {
            this.disk = Files.getFileStore(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is free, in bytes; more than any reserve if that cannot be told. */
    public long freeBytes() {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Whether there is at least the reserve. */
    public boolean isEnough() {
        return freeBytes() >= reserveBytes;
    }

    /** What there is, for whoever can make more. */
    public String text() {
        return "the disk of " + folder + " has " + (freeBytes() >> 20) + " MiB left: make room";
    }

    /** @throws LogException FULL if less than half of the reserve is left */
    public void requireHalf() {
        if (freeBytes() < reserveBytes / 2) {
            throw new LogException(LogException.Kind.FULL, text());
        }
    }
}
