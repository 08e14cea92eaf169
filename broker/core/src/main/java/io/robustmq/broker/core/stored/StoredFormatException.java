package io.robustmq.broker.core.stored;

/** Bytes from storage that are not what this version writes there: damaged, or written by a newer one. Says which. */
public final class StoredFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param what the kind of thing that was read
     * @param why what is wrong with it
     */
    StoredFormatException(String what, String why) {
        super("a stored " + what + " cannot be read: " + why);
    }
}
