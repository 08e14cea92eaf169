/** Who may come in, and what they may do: the two questions the core asks, and the rules that answer them. */
@NullMarked
package io.robustmq.broker.core.access;

import org.jspecify.annotations.NullMarked;
