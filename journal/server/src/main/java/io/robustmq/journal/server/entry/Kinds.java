package io.robustmq.journal.server.entry;

import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.ReadQuery;
import java.nio.ByteBuffer;
import java.util.List;

/** The kinds of records in a group's log. A record of a shard has the shard's number; what follows is the group's own. */
public final class Kinds {
    /** What became of one request: its value is a {@code Receipt}. */
    public static final byte RECEIPT = 62;

    /** The first record of an entry: its value is term and index, 8 bytes each, the high byte first. */
    public static final byte MARK = 63;

    private static final byte[] NOTHING = new byte[0];

    private Kinds() {}

    /** The bit of a shard's records, for a query. */
    public static long of(int shard) {
        return ReadQuery.kind((byte) shard);
    }

    /** A mark carries the time of what follows, so that it does not make a segment seem newer. */
    public static LogRecord mark(long term, long index, long timestampMillis) {
        byte[] value = ByteBuffer.allocate(16).putLong(term).putLong(index).array();
        return new LogRecord(MARK, timestampMillis, NOTHING, null, List.of(), value);
    }

    public static boolean isMark(LogRecord record, long term, long index) {
        if (record.kind() != MARK || record.value().length != 16) {
            return false;
        }
        ByteBuffer value = ByteBuffer.wrap(record.value());
        return value.getLong() == term && value.getLong() == index;
    }

    public static LogRecord receipt(byte[] receipt, long timestampMillis) {
        return new LogRecord(RECEIPT, timestampMillis, NOTHING, null, List.of(), receipt);
    }
}
