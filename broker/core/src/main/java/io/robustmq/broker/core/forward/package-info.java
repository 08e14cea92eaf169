/** What goes from one broker of a cluster to another: messages, for whom there they are, and how much of it waits. */
@NullMarked
package io.robustmq.broker.core.forward;

import org.jspecify.annotations.NullMarked;
