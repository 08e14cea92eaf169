package io.robustmq.placement.server.disk;

/** The disk did not do as it was told. What is on it stays as it was; this process should not go on. */
public final class StoreException extends RuntimeException {

    public StoreException(String what, Throwable cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
