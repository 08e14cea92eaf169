/** Whether and when to try again. Pure: time and chance are arguments. */
@NullMarked
package io.robustmq.placement.client.retry;

import org.jspecify.annotations.NullMarked;
