package io.robustmq.broker.storage.tier;

import java.io.IOException;

/** The tier answers, but a part of a segment is not there any more. */
public final class LostPartException extends IOException {
    private static final long serialVersionUID = 1;

    private final long from;
    private final long to;

    LostPartException(String message, long from, long to) {
        super(message);
        this.from = from;
        this.to = to;
    }

    /** The position in the segment where what is lost begins. */
    public long from() {
        return from;
    }

    /** And where it ends. */
    public long to() {
        return to;
    }
}
