/** What was seen of a cluster: its StatefulSets, pods and volumes, and what its servers answered. */
@NullMarked
package io.robustmq.operator.rollout.observe;

import org.jspecify.annotations.NullMarked;
