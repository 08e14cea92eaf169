package io.robustmq.journal.storage;

/** Why a log did not do what was asked. The message says where and, if there is something, what to do about it. */
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public enum Kind {
        /**
         * More appends wait than the log takes, there is no room on the disk, or too many files are open. Nothing was appended;
         * later it may go.
         */
        FULL,
        /** The append alone is greater than a batch may be. Nothing was appended, nor will it ever. */
        TOO_LARGE,
        /** What lies on the disk cannot be right; the message names file and position. */
        CORRUPT,
        /** Reading or writing failed. After a failed write or fsync the log takes no more appends until it is opened anew. */
        FAILED,
        /** The log is closed. */
        CLOSED
    }

    private final Kind kind;

    public LogException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public LogException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** A fault in a file, found at a position of it. */
    public static LogException corrupt(String file, long position, String what) {
        return new LogException(Kind.CORRUPT, file + " at position " + position + ": " + what);
    }

    /** A batch that was written like this, since its checksum is right, and cannot be read all the same. */
    public static LogException senseless(String file, long position, IndexOutOfBoundsException why) {
        return corrupt(file, position, "a batch whose checksum is right makes no sense: " + why.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
