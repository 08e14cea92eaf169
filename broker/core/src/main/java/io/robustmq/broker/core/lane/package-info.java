/** A lane is one thread's share of the node: the sessions whose client ids belong to it, their timers, and the hand-over to other lanes. */
@NullMarked
package io.robustmq.broker.core.lane;

import org.jspecify.annotations.NullMarked;
