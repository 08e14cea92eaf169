/** Brokers that are killed, and what is there when they come back: the acknowledgement contract, row by row. */
package io.robustmq.broker.server.crash;
