/**
 * The durable path: how messages and session facts reach storage, and how what is stored comes back to sessions. Lanes gather
 * writes ({@link io.robustmq.broker.core.durable.LaneStorage}), each shard puts them in order and hands over what is written
 * ({@link io.robustmq.broker.core.durable.ShardFeed}), so that live delivery follows the log.
 */
@NullMarked
package io.robustmq.broker.core.durable;

import org.jspecify.annotations.NullMarked;
