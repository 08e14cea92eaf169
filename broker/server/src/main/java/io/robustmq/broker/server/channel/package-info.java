/** From an accepted socket to the core: PROXY header, TLS, WebSocket, then MQTT's bytes in and out. */
@NullMarked
package io.robustmq.broker.server.channel;

import org.jspecify.annotations.NullMarked;
