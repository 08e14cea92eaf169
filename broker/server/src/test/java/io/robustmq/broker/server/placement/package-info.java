/** Tests of what a broker on its own keeps itself. */
package io.robustmq.broker.server.placement;
