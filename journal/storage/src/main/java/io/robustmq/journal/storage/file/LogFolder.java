package io.robustmq.journal.storage.file;

import java.io.IOException;
import java.util.List;

/** The folder of one log. Names are plain file names. Thread-safe. */
public interface LogFolder extends AutoCloseable {

    /** How messages call it. */
    String name();

    /** The names of the files in it, in no order. */
    List<String> list() throws IOException;

    /**
     * Makes an empty file; one of this name is overwritten. Whether the name survives a crash is settled by {@link #sync}.
     *
     * @throws TooManyFilesException if it cannot be opened for now
     */
    LogFile create(String name) throws IOException;

    /** Opens a file that is there. */
    LogFile open(String name) throws IOException;

    /** Takes a file out; well if it is not there. Files that are open can be read on. */
    void delete(String name) throws IOException;

    /** Gives a file another name, in one step; one that has it is gone. */
    void rename(String from, String to) throws IOException;

    /** Makes sure that names made, changed and taken out so far stay so after a crash. */
    void sync() throws IOException;

    /** Lets others open it. Files stay open. */
    @Override
    void close() throws IOException;
}
