/** The gRPC services that only a cluster has, beside those of {@link io.robustmq.placement.service.api}. */
@NullMarked
package io.robustmq.placement.server.api;

import org.jspecify.annotations.NullMarked;
