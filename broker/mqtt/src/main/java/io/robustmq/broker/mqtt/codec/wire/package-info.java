/** What both directions of the codec share: the numbers of packets and properties, variable byte integers, UTF-8. */
@NullMarked
package io.robustmq.broker.mqtt.codec.wire;

import org.jspecify.annotations.NullMarked;
