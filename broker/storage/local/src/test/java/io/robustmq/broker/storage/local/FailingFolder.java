package io.robustmq.broker.storage.local;

import io.robustmq.journal.storage.file.LogFile;
import io.robustmq.journal.storage.file.LogFolder;
import io.robustmq.journal.storage.file.NoSpaceException;
import io.robustmq.journal.storage.file.TooManyFilesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A folder on a disk that fails when the test says so. */
final class FailingFolder implements LogFolder {
    private final LogFolder folder;
    private volatile boolean failSync;
    private volatile boolean failWrite;
    private volatile boolean full;
    private volatile boolean tooManyFiles;
    private volatile Runnable afterSync = () -> {};

    FailingFolder(LogFolder folder) {
        this.folder = folder;
    }

    void failSync(boolean now) {
        failSync = now;
    }

    void failWrite(boolean now) {
        failWrite = now;
    }

    void full(boolean now) {
        full = now;
    }

    void tooManyFiles(boolean now) {
        tooManyFiles = now;
    }

    /** Done each time a file has been synced, by whoever has done so. */
    void afterSync(Runnable what) {
        afterSync = what;
    }

    @Override
    public String name() {
        return folder.name();
    }

    @Override
    public List<String> list() throws IOException {
        return folder.list();
    }

    @Override
    public LogFile create(String name) throws IOException {
        if (tooManyFiles) {
            throw new TooManyFilesException(name + " cannot be opened: too many open files", null);
        }
        return new FailingFile(folder.create(name));
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new FailingFile(folder.open(name));
    }

    @Override
    public void delete(String name) throws IOException {
        folder.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        folder.rename(from, to);
    }

    @Override
    public void sync() throws IOException {
        folder.sync();
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private final class FailingFile implements LogFile {
        private final LogFile file;

        FailingFile(LogFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            if (full) {
                throw new NoSpaceException("this disk is full");
            }
            if (failWrite) {
                throw new IOException("this disk is broken");
            }
            file.write(from, position);
        }

        @Override
        public void sync() throws IOException {
            if (failSync) {
                throw new IOException("this disk is broken");
            }
            file.sync();
            afterSync.run();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
