/**
 * The client's side of the wire for tests, here and in other modules (artifact {@code broker-mqtt}, type {@code
 * test-jar}).
 *
 * <p>Plain, and shares no code with the codec, so that each checks the other: {@link
 * io.robustmq.broker.mqtt.testkit.ClientEncoder} writes what a client sends, {@link
 * io.robustmq.broker.mqtt.testkit.ClientDecoder} reads what a server sends and complains of anything the standard does
 * not let a server send, {@link io.robustmq.broker.mqtt.testkit.Bytes} writes packets out by hand.
 */
@NullMarked
package io.robustmq.broker.mqtt.testkit;

import org.jspecify.annotations.NullMarked;
