/** Brokers of a cluster, as processes on loopback, with members of the placement centre. */
@NullMarked
package io.robustmq.broker.server.cluster;

import org.jspecify.annotations.NullMarked;
