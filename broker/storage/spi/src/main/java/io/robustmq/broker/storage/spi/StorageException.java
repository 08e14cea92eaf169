package io.robustmq.broker.storage.spi;

/** Why storage did not do what was asked. The message says what to do about it. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public enum Kind {
        /** A {@link StateChange.Require} did not hold. Nothing has happened. */
        CONFLICT,
        /**
         * No room on the medium, or more waits than the adapter takes, or a write before this one fails so. Nothing has
         * happened; later it may go.
         */
        FULL,
        /** A write is larger than the adapter ever takes. Nothing has happened; what was asked for behind it is not concerned. */
        TOO_LARGE,
        /**
         * The medium could not be reached in time, or a write before this one fails so. It is not known whether anything has
         * happened.
         */
        UNAVAILABLE,
        /** The medium has failed or holds what cannot be right; the shard takes no more writes until the process restarts. */
        FAILED,
        /** The storage is closed. */
        CLOSED;

        /** Whether the same may go later. */
        public boolean mayPass() {
            return this == FULL || this == UNAVAILABLE;
        }
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
