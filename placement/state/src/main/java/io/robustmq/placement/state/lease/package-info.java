/** Who has been heard of, in the memory of the leader. */
@NullMarked
package io.robustmq.placement.state.lease;

import org.jspecify.annotations.NullMarked;
