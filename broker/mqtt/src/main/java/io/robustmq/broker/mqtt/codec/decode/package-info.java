/**
 * One class per packet that a server receives: from the body of a packet to its value, or an exception with the reason.
 */
@NullMarked
package io.robustmq.broker.mqtt.codec.decode;

import org.jspecify.annotations.NullMarked;
