/**
 * Storage on journal servers: shards that are replicated, and shared by all brokers of a cluster. Start at
 * {@link io.robustmq.broker.storage.journal.JournalShard}.
 */
@NullMarked
package io.robustmq.broker.storage.journal;

import org.jspecify.annotations.NullMarked;
