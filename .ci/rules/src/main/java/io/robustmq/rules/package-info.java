/**
 * The rules of the house, for the {@code ArchitectureTest} of each module: {@link io.robustmq.rules.HouseRules} hold everywhere,
 * {@link io.robustmq.rules.PureRules} where behaviour lives.
 */
@NullMarked
package io.robustmq.rules;

import org.jspecify.annotations.NullMarked;
