/**
 * The test kit of the storage adapter layer: what {@link io.robustmq.broker.storage.spi} promises, as tests. An adapter's test
 * extends {@link io.robustmq.broker.storage.kit.StorageKit}, or {@link io.robustmq.broker.storage.kit.LastingStorageKit} if
 * its data outlives the process, and says how to open it; each theme is an interface of tests.
 */
@NullMarked
package io.robustmq.broker.storage.kit;

import org.jspecify.annotations.NullMarked;
