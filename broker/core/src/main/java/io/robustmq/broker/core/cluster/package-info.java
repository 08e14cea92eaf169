/**
 * What brokers of a cluster agree on, without I/O: who is in it, what each one's sessions subscribe to, and who has a client id.
 *
 * <p>Routes: {@link io.robustmq.broker.core.cluster.OwnRoutes} of this broker, {@link io.robustmq.broker.core.cluster.PeerRoutes} of each
 * other. Client ids: {@link io.robustmq.broker.core.cluster.ClientOwnership}.
 */
@NullMarked
package io.robustmq.broker.core.cluster;

import org.jspecify.annotations.NullMarked;
