/** Opens the storage that is configured. */
@NullMarked
package io.robustmq.broker.server.storage;

import org.jspecify.annotations.NullMarked;
