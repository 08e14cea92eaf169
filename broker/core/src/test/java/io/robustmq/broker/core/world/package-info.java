/**
 * A node in a small world of its own: lanes that run when the test says so, in an order a seed chooses, a clock the test
 * moves, sockets that are queues of bytes, and clients that check all they are sent.
 */
package io.robustmq.broker.core.world;
