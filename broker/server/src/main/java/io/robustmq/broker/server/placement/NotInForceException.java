package io.robustmq.broker.server.placement;

import org.jspecify.annotations.Nullable;

/** What was written is stored, but not in force. */
final class NotInForceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean stopping;

    private NotInForceException(String message, boolean stopping, @Nullable Throwable cause) {
        super(message, cause);
        this.stopping = stopping;
    }

    static NotInForceException because(Throwable fault) {
        return new NotInForceException("it is stored, and could not be put into force: " + fault, false, fault);
    }

    static NotInForceException stopping() {
        return new NotInForceException("it is stored, and the broker stops before it is in force", true, null);
    }

    /** Whether it will be in force when the broker is back; else it is tried again when it is sent again. */
    boolean isStopping() {
        return stopping;
    }
}
