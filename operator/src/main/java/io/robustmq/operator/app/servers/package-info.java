/** Asking the servers of a cluster, and having them change. */
@NullMarked
package io.robustmq.operator.app.servers;

import org.jspecify.annotations.NullMarked;
