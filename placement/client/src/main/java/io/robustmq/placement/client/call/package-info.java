/** Calls over gRPC: tried at the right member until they are answered or patience is over. */
@NullMarked
package io.robustmq.placement.client.call;

import org.jspecify.annotations.NullMarked;
