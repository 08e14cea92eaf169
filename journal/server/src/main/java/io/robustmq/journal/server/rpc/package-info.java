/** The gRPC service: requests taken apart, answers and errors put together. */
@NullMarked
package io.robustmq.journal.server.rpc;

import org.jspecify.annotations.NullMarked;
