package io.robustmq.placement.server.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of some MiB, in memory (tmpfs), mounted over a folder: for root on Linux. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    SmallDisk(Path folder, int mebibytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        Programs.require(
                "the right to mount a tmpfs",
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + mebibytes + "m",
                "tmpfs",
                folder.toString());
    }

    /** Leaves no room at all. */
    void fill() {
        byte[] block = new byte[4 << 10];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (true) {
                ballast.write(block);
            }
        } catch (IOException full) {
            // as it should be
        }
    }

    /** Takes back what {@link #fill} has put there. */
    void makeRoom() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** A process that was just killed may have files open for a moment yet: the disk goes with them. */
    @Override
    public void close() {
        Programs.run("umount", "--lazy", folder.toString());
    }
}
