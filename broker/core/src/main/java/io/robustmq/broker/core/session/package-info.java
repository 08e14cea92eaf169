/** A client's session: subscriptions, what is on the way to it and what waits, whether connected or not. Confined to its lane. */
@NullMarked
package io.robustmq.broker.core.session;

import org.jspecify.annotations.NullMarked;
