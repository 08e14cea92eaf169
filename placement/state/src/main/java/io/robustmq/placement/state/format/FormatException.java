package io.robustmq.placement.state.format;

/** Bytes that are not what they should be, or were written by a newer version. The message says which. */
public final class FormatException extends RuntimeException {
    FormatException(String message) {
        super(message);
    }

    FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
