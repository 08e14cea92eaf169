/**
 * JMH benchmarks of the paths that every message takes.
 *
 * <p>{@code java -jar broker/bench/target/benchmarks.jar -prof gc}
 */
@NullMarked
package io.robustmq.broker.bench;

import org.jspecify.annotations.NullMarked;
