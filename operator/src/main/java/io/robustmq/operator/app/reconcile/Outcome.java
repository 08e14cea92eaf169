package io.robustmq.operator.app.reconcile;

import io.robustmq.crds.v1alpha1.status.RobustMQClusterStatus;
import java.time.Duration;

/**
 * What came of one look at a cluster.
 *
 * @param status as it is to be written, if it is another one than before
 * @param again after which the next look is due, if nothing happens before
 */
public record Outcome(RobustMQClusterStatus status, Duration again) {}
