/** A watch's answers put together, over any number of streams. Pure. */
@NullMarked
package io.robustmq.placement.client.image;

import org.jspecify.annotations.NullMarked;
