/** What the core needs from outside: a socket, a thread to run on, and nothing else. */
@NullMarked
package io.robustmq.broker.core.port;

import org.jspecify.annotations.NullMarked;
