/**
 * Storage on this machine's disk, the default of a broker that stands alone: a segmented log for each shard, which holds
 * records and changes of the state, and the state materialised from these logs. The log is the truth and the only thing
 * that is synced for a write; durability is {@code local-fsync}, unless the setting {@code fsync} says otherwise.
 */
@NullMarked
package io.robustmq.broker.storage.local;

import org.jspecify.annotations.NullMarked;
