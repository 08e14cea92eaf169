/** What reads a shard, beside the writer and without its locks. */
@NullMarked
package io.robustmq.broker.storage.mysql.read;

import org.jspecify.annotations.NullMarked;
