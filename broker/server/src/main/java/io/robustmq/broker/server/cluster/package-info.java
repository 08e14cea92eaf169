/**
 * The brokers around this one: who they are by the placement centre's word, and the two streams to each of them. What is said on
 * them is decided in {@code core/cluster} and {@code core/lane}.
 */
@NullMarked
package io.robustmq.broker.server.cluster;

import org.jspecify.annotations.NullMarked;
