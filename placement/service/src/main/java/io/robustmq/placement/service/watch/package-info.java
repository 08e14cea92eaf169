/** Following the state: what changed lately, and those who want to know. */
@NullMarked
package io.robustmq.placement.service.watch;

import org.jspecify.annotations.NullMarked;
