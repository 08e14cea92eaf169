package io.robustmq.placement.state.embedded;

/** A store has not made the changes it was asked for, not one of them, and will not; later it may do others. */
public final class NotWrittenException extends RuntimeException {
    public NotWrittenException(String message, Throwable cause) {
        super(message, cause);
    }
}
