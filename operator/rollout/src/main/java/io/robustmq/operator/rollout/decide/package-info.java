/** The rules: what was seen and what is wanted make a plan. Begin at {@link io.robustmq.operator.rollout.decide.Planner}. */
@NullMarked
package io.robustmq.operator.rollout.decide;

import org.jspecify.annotations.NullMarked;
