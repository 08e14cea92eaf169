/** One state of the whole, immutable. */
@NullMarked
package io.robustmq.placement.state.image;

import org.jspecify.annotations.NullMarked;
