package io.robustmq.journal.storage.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The process, or the machine, has as many files open as it may: this one was not opened, and nothing has happened to it. */
public final class TooManyFilesException extends ShortageException {
    private static final long serialVersionUID = 1;

    public TooManyFilesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A failure to open something by this name, as what it is. */
    static IOException orOther(String name, IOException failed) {
        String message = failed.getMessage();
        return message != null && message.contains("Too many open files")
                ? new TooManyFilesException(name + " cannot be opened: too many open files", failed)
                : failed;
    }

    @Override
    public String remedy() {
        return "raise the limit of open files (ulimit -n, LimitNOFILE)";
    }
}
