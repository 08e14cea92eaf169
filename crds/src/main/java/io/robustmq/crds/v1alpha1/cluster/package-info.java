/** What a {@code RobustMQCluster} asks for, beside its three roles. */
@NullMarked
package io.robustmq.crds.v1alpha1.cluster;

import org.jspecify.annotations.NullMarked;
