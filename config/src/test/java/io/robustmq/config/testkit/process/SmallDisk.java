package io.robustmq.config.testkit.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of some MiB, in memory (tmpfs), mounted over a folder: for root on Linux. */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    /** Skips the test where it cannot be mounted. */
    public SmallDisk(Path folder, int mebibytes) throws IOException {
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

    /** Whether one can be mounted here. */
    public static boolean isPossible() {
        try {
            Path probe = Files.createTempDirectory("probe");
            boolean mounted = Programs.succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe.toString());
            boolean gone = mounted && Programs.succeeds("umount", probe.toString());
            Files.delete(probe);
            return gone;
        } catch (IOException e) {
            return false;
        }
    }

    /** Leaves no room at all. */
    public void fill() {
        byte[] block = new byte[4 << 10];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (true) {
                ballast.write(block);
            }
        } catch (IOException full) {
            // as it should be
        }
    }

    /** Leaves so many MiB, about. */
    public void fillBut(int mebibytes) throws IOException {
        byte[] block = new byte[64 << 10];
        long left = (long) mebibytes << 20;
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (Files.getFileStore(folder).getUsableSpace() > left) {
                ballast.write(block);
            }
        }
    }

    /** Takes back what was put there to fill it. */
    public void makeRoom() throws IOException {
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
