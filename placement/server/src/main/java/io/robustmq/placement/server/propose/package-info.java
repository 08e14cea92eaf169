/** Commands at the leader: decided in order, replicated in batches, answered once they are committed. */
@NullMarked
package io.robustmq.placement.server.propose;

import org.jspecify.annotations.NullMarked;
