/** A node's lease, as the node counts it. Pure: time is an argument. */
@NullMarked
package io.robustmq.placement.client.lease;

import org.jspecify.annotations.NullMarked;
