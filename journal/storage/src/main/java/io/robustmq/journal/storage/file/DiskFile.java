package io.robustmq.journal.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file on disk. Reading and writing have channels of their own: a thread that is interrupted while it reads closes the
 * channel it reads from, which is opened again; one that writes must not be interrupted. Each is opened when first needed.
 */
final class DiskFile implements LogFile {
    private final Path path;
    private volatile @Nullable FileChannel reading;
    private volatile @Nullable FileChannel writing;
    private volatile boolean closed;

    /** Which file it is, so that it is not mistaken for another that has its name by then. */
    private @Nullable Object key;

    private DiskFile(Path path, @Nullable FileChannel reading, @Nullable FileChannel writing) {
        this.path = path;
        this.reading = reading;
        this.writing = writing;
    }

    static DiskFile create(Path path) throws IOException {
        FileChannel writing = channel(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            return new DiskFile(path, null, writing).openedForReading();
        } catch (IOException failed) {
            writing.close();
            Files.deleteIfExists(path);
            throw failed;
        }
    }

    private static FileChannel channel(Path path, OpenOption... options) throws IOException {
        try {
            return FileChannel.open(path, options);
        } catch (IOException failed) {
            throw TooManyFilesException.orOther(path.toString(), failed);
        }
    }

    static DiskFile open(Path path) throws IOException {
        return new DiskFile(path, null, null).openedForReading();
    }

    private DiskFile openedForReading() throws IOException {
        readingChannel();
        return this;
    }

    @Override
    public String name() {
        return path.getFileName().toString();
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        int start = to.position();
        boolean interrupted = false;
        try {
            while (to.hasRemaining()) {
                try {
                    int count = readingChannel().read(to, position + to.position() - start);
                    if (count < 0) {
                        break;
                    }
                } catch (ClosedByInterruptException interrupt) {
                    interrupted |= Thread.interrupted();
                } catch (ClosedChannelException other) {
                    if (closed) {
                        throw other;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return to.position() - start;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        FileChannel channel = writingChannel();
        long at = position;
        try {
            while (from.hasRemaining()) {
                at += channel.write(from, at);
            }
        } catch (IOException failed) {
            throw isFull(failed) ? new NoSpaceException("No space left on the disk of " + path, failed) : failed;
        }
    }

    private static boolean isFull(IOException failed) {
        String message = failed.getMessage();
        return message != null
                && (message.contains("No space left")
                        || message.toLowerCase(Locale.ROOT).contains("quota exceeded")
                        || message.contains("not enough space"));
    }

    @Override
    public void sync() throws IOException {
        writingChannel().force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        writingChannel().truncate(size);
    }

    @Override
    public long size() throws IOException {
        FileChannel channel = writing;
        return channel == null ? readingChannel().size() : channel.size();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        FileChannel in = reading;
        FileChannel out = writing;
        if (in != null) {
            in.close();
        }
        if (out != null) {
            out.close();
        }
    }

    private FileChannel readingChannel() throws IOException {
        FileChannel channel = reading;
        return channel != null && channel.isOpen() ? channel : reopen();
    }

    private synchronized FileChannel reopen() throws IOException {
        FileChannel channel = reading;
        if (channel == null || (!channel.isOpen() && !closed)) {
            Object found = key(path);
            if (key != null && !key.equals(found)) {
                throw new NoSuchFileException(path.toString(), null, "replaced since it was opened");
            }
            channel = channel(path, StandardOpenOption.READ);
            key = found;
            reading = channel;
        }
        return channel;
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private FileChannel writingChannel() throws IOException {
        FileChannel channel = writing;
        return channel == null ? openForWriting() : channel;
    }

    private synchronized FileChannel openForWriting() throws IOException {
        FileChannel channel = writing;
        if (channel == null) {
            if (closed) {
                throw new ClosedChannelException();
            }
            channel = channel(path, StandardOpenOption.WRITE);
            writing = channel;
        }
        return channel;
    }
}
