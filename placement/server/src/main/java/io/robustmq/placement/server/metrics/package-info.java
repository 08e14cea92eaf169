/** What is measured. */
@NullMarked
package io.robustmq.placement.server.metrics;

import org.jspecify.annotations.NullMarked;
