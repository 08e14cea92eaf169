/** Storage as it is configured. */
package io.robustmq.broker.server.storage;
