/** What the log says of clients. */
@NullMarked
package io.robustmq.broker.server.log;

import org.jspecify.annotations.NullMarked;
