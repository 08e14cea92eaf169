/** What a {@code RobustMQCluster} asks of each of its roles: placement, journal, broker. */
@NullMarked
package io.robustmq.crds.v1alpha1.role;

import org.jspecify.annotations.NullMarked;
