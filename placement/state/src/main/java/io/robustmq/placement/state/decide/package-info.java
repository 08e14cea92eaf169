/** Whether a command is possible in an image, and what happens if so. */
@NullMarked
package io.robustmq.placement.state.decide;

import org.jspecify.annotations.NullMarked;
