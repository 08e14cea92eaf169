/** The settings of storage adapters, an interface for each: the names, defaults and bounds are the adapter's own. */
@NullMarked
package io.robustmq.broker.server.config.storage;

import org.jspecify.annotations.NullMarked;
