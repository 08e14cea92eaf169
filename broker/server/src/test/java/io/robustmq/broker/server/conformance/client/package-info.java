/**
 * An MQTT client for tests that says exactly what it is told to, well formed or not, and reads what comes back strictly.
 *
 * <p>Its codec is written from the standards alone and shares nothing with the broker's, so that a fault in one is not
 * hidden by the same fault in the other.
 */
package io.robustmq.broker.server.conformance.client;
