package io.robustmq.broker.storage.kit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of a few MiB, in memory (tmpfs): for root on Linux only. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    /** Mounts it over a folder. */
    public SmallDisk(Path folder, int mebibytes) throws IOException {
        Files.createDirectories(folder);
        this.folder = folder;
        if (!run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString())) {
            throw new IOException("cannot mount a tmpfs on " + folder);
        }
    }

    /** Whether this process may have one. */
    public static boolean canBeHad(Path scratch) {
        try {
            new SmallDisk(scratch, 1).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    public void resize(int mebibytes) throws IOException {
        if (!run("mount", "-o", "remount,size=" + mebibytes + "m", folder.toString())) {
            throw new IOException("cannot resize the tmpfs on " + folder);
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** A process that was just killed may have files open for a moment yet: then they go with it, and the disk after them. */
    @Override
    public void close() throws IOException {
        if (!run("umount", folder.toString()) && !run("umount", "--lazy", folder.toString())) {
            throw new IOException("cannot unmount " + folder);
        }
    }
}
