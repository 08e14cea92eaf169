package io.robustmq.journal.storage.record;

/**
 * What a reader wants.
 *
 * @param fromOffset where to begin, included
 * @param topics which topics are wanted; plans made for it are found again by its identity, so keep the object for the next page
 * @param kinds which kinds are wanted, a bit each: {@link #MESSAGES}, {@link #ALL_KINDS}, {@link #kind}
 * @param maxRecords 1 or more
 * @param maxBytes about how many bytes of records at most; the first record comes whatever its size
 */
public record ReadQuery(long fromOffset, TopicSelection topics, long kinds, int maxRecords, int maxBytes) {
    public static final long ALL_KINDS = -1L;
    public static final long MESSAGES = kind(LogRecord.MESSAGE);

    public ReadQuery {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("A page holds 1 or more records, not " + maxRecords);
        }
    }

    /** Messages of the wanted topics. */
    public static ReadQuery messages(long fromOffset, TopicSelection topics, int maxRecords, int maxBytes) {
        return new ReadQuery(fromOffset, topics, MESSAGES, maxRecords, maxBytes);
    }

    /** The bit of one kind. */
    public static long kind(byte kind) {
        return 1L << kind;
    }

    public boolean wantsKind(byte kind) {
        return (kinds & (1L << kind)) != 0;
    }

    public ReadQuery from(long offset) {
        return new ReadQuery(offset, topics, kinds, maxRecords, maxBytes);
    }
}
