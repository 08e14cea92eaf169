/** Commands, records and images as bytes. */
@NullMarked
package io.robustmq.placement.state.format;

import org.jspecify.annotations.NullMarked;
