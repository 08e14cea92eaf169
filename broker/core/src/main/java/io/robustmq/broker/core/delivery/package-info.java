/** The last steps of a message: the outlet of one connection, and frames encoded once for many receivers. */
@NullMarked
package io.robustmq.broker.core.delivery;

import org.jspecify.annotations.NullMarked;
