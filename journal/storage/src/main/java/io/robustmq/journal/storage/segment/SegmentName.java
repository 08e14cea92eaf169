package io.robustmq.journal.storage.segment;

import java.util.Locale;

/** File names in a log's folder: twenty digits of the base offset, and what it is. */
public final class SegmentName {
    /** A segment. */
    public static final String LOG = ".log";
    /** The index of the newest segment as far as it went when it was saved. */
    public static final String CHECKPOINT = ".checkpoint";
    /** Says that a sealed segment lies elsewhere, and where. */
    public static final String REMOTE = ".remote";
    /** Being written; nothing yet. */
    public static final String UNFINISHED = ".unfinished";

    private static final int DIGITS = 20;

    private SegmentName() {}

    public static String of(long baseOffset, String suffix) {
        return String.format(Locale.ROOT, "%020d", baseOffset) + suffix;
    }

    /** Whether a file name is of this form. */
    public static boolean is(String name, String suffix) {
        return name.length() == DIGITS + suffix.length()
                && name.endsWith(suffix)
                && name.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9');
    }

    public static long baseOffset(String name) {
        return Long.parseLong(name.substring(0, DIGITS));
    }
}
