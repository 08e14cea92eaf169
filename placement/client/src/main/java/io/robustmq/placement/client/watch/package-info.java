/** Following the state. */
@NullMarked
package io.robustmq.placement.client.watch;

import org.jspecify.annotations.NullMarked;
