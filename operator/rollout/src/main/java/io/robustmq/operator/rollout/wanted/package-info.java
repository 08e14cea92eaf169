/** What the resource asks for, as far as pods are concerned. */
@NullMarked
package io.robustmq.operator.rollout.wanted;

import org.jspecify.annotations.NullMarked;
