/** One shard over its objects: who may write, what stands where, reading, snapshots, letting go. */
@NullMarked
package io.robustmq.broker.storage.s3.log;

import org.jspecify.annotations.NullMarked;
