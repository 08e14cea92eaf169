/** What changes a shard: one transaction a group of writes, and trimming. */
@NullMarked
package io.robustmq.broker.storage.mysql.write;

import org.jspecify.annotations.NullMarked;
