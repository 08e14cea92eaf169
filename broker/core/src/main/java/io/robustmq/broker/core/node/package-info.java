/** The whole broker process: lanes and what they share. */
@NullMarked
package io.robustmq.broker.core.node;

import org.jspecify.annotations.NullMarked;
