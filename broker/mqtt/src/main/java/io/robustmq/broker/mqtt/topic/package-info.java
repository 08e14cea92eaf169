/** Topic names and topic filters (MQTT 5.0 §4.7): validated values, their levels, and how the two match. */
@NullMarked
package io.robustmq.broker.mqtt.topic;

import org.jspecify.annotations.NullMarked;
