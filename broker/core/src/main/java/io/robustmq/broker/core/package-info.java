/**
 * MQTT behaviour without sockets, threads or clocks: bytes and time come in through {@code connection} and {@code lane}, bytes
 * and effects leave through {@code port}.
 */
@NullMarked
package io.robustmq.broker.core;

import org.jspecify.annotations.NullMarked;
