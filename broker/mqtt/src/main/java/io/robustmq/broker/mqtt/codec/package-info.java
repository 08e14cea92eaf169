/**
 * Between bytes and packets: {@link io.robustmq.broker.mqtt.codec.PacketDecoder} reads what a server receives, {@link
 * io.robustmq.broker.mqtt.codec.PacketEncoder} writes what it sends, {@link
 * io.robustmq.broker.mqtt.codec.PublishEncoder} is the fast way out for messages. Nothing here keeps a buffer: the
 * caller owns each one before and after a call.
 */
@NullMarked
package io.robustmq.broker.mqtt.codec;

import org.jspecify.annotations.NullMarked;
