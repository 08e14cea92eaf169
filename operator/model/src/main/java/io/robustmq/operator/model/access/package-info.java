/** Who reaches the pods, and how many of them may be away. */
@NullMarked
package io.robustmq.operator.model.access;

import org.jspecify.annotations.NullMarked;
