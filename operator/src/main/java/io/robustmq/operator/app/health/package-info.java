/** What Kubernetes asks the operator itself. */
@NullMarked
package io.robustmq.operator.app.health;

import org.jspecify.annotations.NullMarked;
