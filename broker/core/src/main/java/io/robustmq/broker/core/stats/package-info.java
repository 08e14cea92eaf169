/** Plain counters, one set a lane, written by that lane only. */
@NullMarked
package io.robustmq.broker.core.stats;

import org.jspecify.annotations.NullMarked;
