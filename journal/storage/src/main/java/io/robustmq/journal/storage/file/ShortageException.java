package io.robustmq.journal.storage.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The machine is short of something; when it is not any more, the same may go. */
public abstract sealed class ShortageException extends IOException permits NoSpaceException, TooManyFilesException {
    private static final long serialVersionUID = 1;

    ShortageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What to do about it, in a few words. */
    public abstract String remedy();
}
