/**
 * One node's segmented log: records appended by group commit, read back by offset and topic, kept until nobody needs them.
 *
 * <p>Start at {@link io.robustmq.journal.storage.log.SegmentedLog}. Rooms, each knowing only those before it: {@code record}
 * (what is appended and read), {@code format} (batches as bytes), {@code file} (the disk, behind two interfaces), {@code index}
 * (where in a segment things are), {@code segment} (one file of a log), {@code commit} (group commit), {@code log} (the segments
 * together), {@code thread} (the one thread). All but {@code file} and {@code thread} are pure: time is an argument.
 */
@NullMarked
package io.robustmq.journal.storage;

import org.jspecify.annotations.NullMarked;
