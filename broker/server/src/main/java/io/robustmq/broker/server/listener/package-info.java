/** Listening sockets and the event loops behind them: what accepts a client. */
@NullMarked
package io.robustmq.broker.server.listener;

import org.jspecify.annotations.NullMarked;
