/** The packets of MQTT as immutable values: one sealed family, so that a switch over it needs no default. */
@NullMarked
package io.robustmq.broker.mqtt.packet;

import org.jspecify.annotations.NullMarked;
