package io.robustmq.journal.storage.file;

/** The disk is full. */
public final class NoSpaceException extends ShortageException {
    private static final long serialVersionUID = 1;

    public NoSpaceException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String remedy() {
        return "make room";
    }

    public NoSpaceException(String message) {
        super(message, null);
    }
}
