package io.robustmq.journal.storage;

import org.jspecify.annotations.Nullable;

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
    private final transient @Nullable Damage damage;

    public LogException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    public LogException(Kind kind, String message, Throwable cause) {
        this(kind, message, cause, null);
    }

    private LogException(Kind kind, String message, @Nullable Throwable cause, @Nullable Damage damage) {
        super(message, cause);
        this.kind = kind;
        this.damage = damage;
    }

    /** The same, of which it is known how much of the log it concerns. */
    public LogException of(Damage known) {
        return new LogException(kind, String.valueOf(getMessage()), getCause(), known);
    }

    /** A fault in a file, found at a position of it. */
    public static LogException corrupt(String file, long position, String what) {
        return new LogException(Kind.CORRUPT, file + " at position " + position + ": " + what);
    }

    /** A batch that was written like this, since its checksum is right, and cannot be read all the same. */
    public static LogException senseless(String file, long position, IndexOutOfBoundsException why) {
        return corrupt(file, position, senseless(why));
    }

    /** What such a message says of it. */
    public static String senseless(IndexOutOfBoundsException why) {
        return "a batch whose checksum is right makes no sense: " + why.getMessage();
    }

    public Kind kind() {
        return kind;
    }

    /** What cannot be read, if it was found {@link Kind#CORRUPT} while reading: behind it reading may go on. Else null. */
    public @Nullable Damage damage() {
        return damage;
    }
}
