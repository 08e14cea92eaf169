/** The port of the gRPC services. */
@NullMarked
package io.robustmq.placement.server.grpc;

import org.jspecify.annotations.NullMarked;
