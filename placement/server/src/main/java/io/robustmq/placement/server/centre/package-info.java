/** One running member: the log, the state, and what a leader does besides. */
@NullMarked
package io.robustmq.placement.server.centre;

import org.jspecify.annotations.NullMarked;
