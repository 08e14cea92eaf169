/** The server's side of one network connection: from the first byte through CONNECT to the last packet. */
@NullMarked
package io.robustmq.broker.core.connection;

import org.jspecify.annotations.NullMarked;
