/** Each transport over real sockets, with a core that only counts and echoes. */
@NullMarked
package io.robustmq.broker.server.listener;

import org.jspecify.annotations.NullMarked;
