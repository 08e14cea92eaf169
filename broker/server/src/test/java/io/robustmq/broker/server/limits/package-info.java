/**
 * Each limit reached: what then happens is what its setting says, it is counted, and nobody else is disturbed.
 *
 * <p>Every test starts a broker whose one limit is small.
 */
package io.robustmq.broker.server.limits;
