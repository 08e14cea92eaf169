package io.robustmq.operator.app.secrets;

/** A Secret that the resource names is not there, or lacks a key; the message says which. */
public final class MissingSecretException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingSecretException(String message) {
        super(message);
    }
}
