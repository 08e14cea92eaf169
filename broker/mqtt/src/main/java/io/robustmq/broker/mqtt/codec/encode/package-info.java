/**
 * One class per packet that a server sends; each is written once, into a {@link
 * io.robustmq.broker.mqtt.codec.encode.Sink} that counts or writes.
 */
@NullMarked
package io.robustmq.broker.mqtt.codec.encode;

import org.jspecify.annotations.NullMarked;
