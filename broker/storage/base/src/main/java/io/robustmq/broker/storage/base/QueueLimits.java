package io.robustmq.broker.storage.base;

/**
 * How much may wait to be written, and how much of it is committed together.
 *
 * @param writes that wait at most, 1 or more; the next is refused
 * @param bytes that wait at most; a write is taken as long as less waits, so that none is too large for ever
 * @param groupBytes of one commit, about; at least one write is in it
 */
public record QueueLimits(int writes, long bytes, long groupBytes) {

    /** The settings {@code queue_writes}, {@code queue_bytes} and {@code group_bytes}, which every queue has. */
    public static QueueLimits from(SettingValues values) {
        return new QueueLimits(
                values.count("queue_writes", 65_536, 1, 10_000_000),
                values.bytes("queue_bytes", 64 << 20, 1, 64L << 30),
                values.bytes("group_bytes", 4 << 20, 1, 1L << 30));
    }
}
