package io.robustmq.placement.client.admin;

import io.robustmq.placement.api.v1.BackupChunk;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backup on disk: the messages of {@code Cluster.Backup} as they came, header, entries, footer.
 *
 * <pre>
 *   { length of the message (varint)  BackupChunk }...
 * </pre>
 *
 * The footer has the sum over all entries, which whoever restores them checks. Written beside, forced to disk and renamed: under its
 * name there is a whole backup or none. It holds hashes of passwords, so its owner alone may read it where the disk knows of owners.
 */
final class BackupFile {

    private BackupFile() {}

    /** One on its way to disk. Closed before {@link #done}, it leaves nothing. */
    static final class Writer implements AutoCloseable {
        private final Path file;
        private final Path part;
        private final FileChannel channel;
        private final OutputStream out;
        private boolean whole;

        /** @throws IOException also if the file is there already */
        Writer(Path file) throws IOException {
            this.file = file;
            this.part = file.resolveSibling(file.getFileName() + ".part");
            if (Files.exists(file)) {
                throw new IOException(file + " is there already");
            }
            Files.deleteIfExists(part);
            this.channel =
                    FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ofOwner());
            this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        }

        private static FileAttribute<?>[] ofOwner() {
            return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
        }

        void write(BackupChunk chunk) throws IOException {
            chunk.writeDelimitedTo(out);
        }

        /** It is whole, and under its name from now on, also after a crash. */
        void done() throws IOException {
            out.flush();
            channel.force(true);
            channel.close();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            whole = true;
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                    names.force(true);
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            if (!whole) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** One that is read from disk. */
    static final class Reader implements AutoCloseable {
        private final InputStream in;

        Reader(Path file) throws IOException {
            this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        }

        /**
         * The next message; null at the end.
         *
         * @throws IOException if it is no backup, or cut off
         */
        @Nullable
        BackupChunk next() throws IOException {
            return BackupChunk.parseDelimitedFrom(in);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
