/**
 * The same load for a running placement centre and for etcd, to stand beside each other: {@link
 * io.robustmq.placement.bench.beside.Beside} is the program. Both are spoken to over plain gRPC from the same client, so that its
 * cost is the same for both.
 */
@NullMarked
package io.robustmq.placement.bench.beside;

import org.jspecify.annotations.NullMarked;
