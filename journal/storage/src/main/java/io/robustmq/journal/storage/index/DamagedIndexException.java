package io.robustmq.journal.storage.index;

import java.io.IOException;

/** An index on disk is not as it was written. What it tells of is not affected: it can be made anew from that. */
public final class DamagedIndexException extends IOException {
    private static final long serialVersionUID = 1;

    public DamagedIndexException(String message) {
        super(message);
    }
}
