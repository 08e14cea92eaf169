/** The port of the gRPC services. */
@NullMarked
package io.robustmq.placement.service.grpc;

import org.jspecify.annotations.NullMarked;
