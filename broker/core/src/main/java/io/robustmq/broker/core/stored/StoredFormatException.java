package io.robustmq.broker.core.stored;

/** Stored bytes are not what was written, or were written by a newer version; the message says which. */
public final class StoredFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoredFormatException(String message) {
        super(message);
    }

    public StoredFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
