/**
 * The MQTT wire format, 3.1, 3.1.1 and 5.0: packets, topic names and filters, and the codec between bytes and packets.
 *
 * <p>Pure: it depends on Netty's buffers only, holds no connection and makes no decision but "these bytes are (not)
 * well formed". Start at {@code codec.PacketDecoder} and {@code codec.PacketEncoder}.
 */
@NullMarked
package io.robustmq.broker.mqtt;

import org.jspecify.annotations.NullMarked;
