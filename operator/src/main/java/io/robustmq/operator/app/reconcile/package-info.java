/** One cluster after the other is made as its resource says. Begin at {@link io.robustmq.operator.app.reconcile.Reconciliation}. */
@NullMarked
package io.robustmq.operator.app.reconcile;

import org.jspecify.annotations.NullMarked;
