package io.robustmq.journal.storage.file;

import java.io.IOException;

/** Bytes of a segment are not where they were, and will not be there later unless somebody puts them back. */
public final class LostBytesException extends IOException {
    private static final long serialVersionUID = 1;

    private final long from;
    private final long to;

    /**
     * @param from the position of the first byte that is lost
     * @param to the position of the next one that may not be
     */
    public LostBytesException(String message, long from, long to) {
        super(message);
        this.from = from;
        this.to = to;
    }

    public long from() {
        return from;
    }

    public long to() {
        return to;
    }
}
