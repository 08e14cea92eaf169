/** What is to be done next, what is waited for, and what is refused. */
@NullMarked
package io.robustmq.operator.rollout.plan;

import org.jspecify.annotations.NullMarked;
