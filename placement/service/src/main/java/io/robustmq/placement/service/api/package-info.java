/** The gRPC services that a cluster and a broker on its own both offer: requests are checked here, and become commands or readings. */
@NullMarked
package io.robustmq.placement.service.api;

import org.jspecify.annotations.NullMarked;
