/** Application messages as the broker holds them, between the packet that brought them and the packets that carry them on. */
@NullMarked
package io.robustmq.broker.core.message;

import org.jspecify.annotations.NullMarked;
