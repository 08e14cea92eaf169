/** The gRPC services: requests are checked here, and become commands or readings of the state. */
@NullMarked
package io.robustmq.placement.server.api;

import org.jspecify.annotations.NullMarked;
