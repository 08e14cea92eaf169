package io.robustmq.broker.server.storage;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the broker itself thinks is trouble with a storage, beside what the adapter says: a disk that is nearly full, and writes
 * that are not answered.
 *
 * @param room null if its data is not on a disk of this machine
 * @param slowNanos for how long writes may wait without an answer to any
 */
public record StorageWatch(@Nullable DiskRoom room, long slowNanos) {

    /** Nothing is trouble but what the adapter says. */
    public static final StorageWatch NONE = new StorageWatch(null, Long.MAX_VALUE);

    /** Over data in a folder. */
    public static StorageWatch ofFolder(Path folder, long lowBytes, long slowNanos) {
        return new StorageWatch(new DiskRoom(folder, lowBytes), slowNanos);
    }

    /** Where its data is, for a message: empty if it is not on a disk of this machine. */
    String where() {
        return room == null ? "" : " in " + room.folder();
    }

    /** In plain words; empty if all is well. */
    String trouble(long stalledNanos) {
        if (stalledNanos > slowNanos) {
            return "no write was answered for " + stalledNanos / 1_000_000 + " ms: the medium is slow or away";
        }
        return room == null ? "" : room.trouble();
    }

    OptionalLong freeBytes() {
        long free = room == null ? -1 : room.freeBytes();
        return free < 0 ? OptionalLong.empty() : OptionalLong.of(free);
    }
}
