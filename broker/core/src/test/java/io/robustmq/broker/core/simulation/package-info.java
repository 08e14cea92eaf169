/** Many clients doing everything at once, in an order a seed chooses; in the end the books must balance. */
package io.robustmq.broker.core.simulation;
