/** A Kubernetes without nodes: an API server, and what plays its controllers. */
@NullMarked
package io.robustmq.operator.app.testkit;

import org.jspecify.annotations.NullMarked;
