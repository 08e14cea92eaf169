package io.robustmq.broker.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The room on the disk that a storage's folder is on.
 *
 * @param lowBytes there should be more than this; 0 if that does not matter
 */
record DiskRoom(Path folder, long lowBytes) {

    /** How much this process may still write; -1 if that cannot be found out. Asks the operating system. */
    long freeBytes() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    /** What is wrong with it, in plain words; empty if all is well. */
    String trouble() {
        long free = freeBytes();
        return free < 0 || free >= lowBytes
                ? ""
                : "the disk of " + folder + " has " + (free >> 20)
                        + " MiB left: make room, or set limits to what is kept"
                        + " (storage.retention_bytes, storage.local.tier)";
    }
}
