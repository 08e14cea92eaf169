/** Retained messages: one value per topic name, in topic order, read in bounded steps (MQTT 5.0 §3.3.1.3). */
@NullMarked
package io.robustmq.broker.core.retained;

import org.jspecify.annotations.NullMarked;
