/**
 * A client's session: its subscriptions, what it has published at QoS 2, and what it has to do with the log, whether connected or
 * not. What is on the way to the client is in {@link io.robustmq.broker.core.outgoing}. Confined to its lane.
 */
@NullMarked
package io.robustmq.broker.core.session;

import org.jspecify.annotations.NullMarked;
