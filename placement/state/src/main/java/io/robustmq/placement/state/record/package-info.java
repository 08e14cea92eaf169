/** What has happened: the only thing that changes an image. */
@NullMarked
package io.robustmq.placement.state.record;

import org.jspecify.annotations.NullMarked;
