/** Several brokers without I/O: what they know of each other's routes, and who has a client. */
@org.jspecify.annotations.NullMarked
package io.robustmq.broker.core.cluster;
