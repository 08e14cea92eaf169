/**
 * The storage adapter layer: what a broker asks of the medium that keeps its messages and sessions. Knows bytes and order,
 * not MQTT.
 *
 * <p>A {@link io.robustmq.broker.storage.spi.Storage} is some {@link io.robustmq.broker.storage.spi.Shard}s; a shard is one
 * log of records and one ordered state, changed together by one
 * {@link io.robustmq.broker.storage.spi.WriteBatch}. Adapters are found by their
 * {@link io.robustmq.broker.storage.spi.StorageProvider}.
 */
@NullMarked
package io.robustmq.broker.storage.spi;

import org.jspecify.annotations.NullMarked;
