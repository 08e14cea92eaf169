/**
 * How fast the placement centre's rules are by themselves, without a disk or a network:
 * {@code java -jar placement/bench/target/benchmarks.jar}.
 */
@NullMarked
package io.robustmq.placement.bench;

import org.jspecify.annotations.NullMarked;
