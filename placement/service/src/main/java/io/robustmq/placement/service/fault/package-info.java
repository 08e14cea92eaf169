/** What a caller is told when something cannot be done. */
@NullMarked
package io.robustmq.placement.service.fault;

import org.jspecify.annotations.NullMarked;
