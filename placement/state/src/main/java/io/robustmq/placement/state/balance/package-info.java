/** Where replicas and leaders should be, as a function of an image. */
@NullMarked
package io.robustmq.placement.state.balance;

import org.jspecify.annotations.NullMarked;
