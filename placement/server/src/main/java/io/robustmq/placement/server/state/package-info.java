/** The state of the placement centre as one member keeps it: an image in memory, its keys and values on disk. */
@NullMarked
package io.robustmq.placement.server.state;

import org.jspecify.annotations.NullMarked;
