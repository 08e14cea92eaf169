/** The parts between socket and core, by themselves. */
@NullMarked
package io.robustmq.broker.server.channel;

import org.jspecify.annotations.NullMarked;
