/** From {@code main} to exit: check the settings, start, say so, serve, stop in order. */
@NullMarked
package io.robustmq.broker.server.lifecycle;

import org.jspecify.annotations.NullMarked;
