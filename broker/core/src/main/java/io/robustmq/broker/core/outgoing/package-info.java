/**
 * Messages on their way to one client: what waits, what is in flight, and what the client answers. Knows of sessions only who owns
 * the messages, and of the log only whom to ask ({@link io.robustmq.broker.core.outgoing.LogSide}).
 */
@NullMarked
package io.robustmq.broker.core.outgoing;

import org.jspecify.annotations.NullMarked;
