/** A cluster that is not there: API server, controllers, pods and servers that lag, fail and crash, all by one seed. */
package io.robustmq.operator.rollout.simulation;
