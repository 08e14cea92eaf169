/** What a caller is told when something cannot be done. */
@NullMarked
package io.robustmq.placement.server.fault;

import org.jspecify.annotations.NullMarked;
