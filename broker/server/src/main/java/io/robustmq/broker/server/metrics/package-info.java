/** What the broker counts, under the names that dashboards know. */
@NullMarked
package io.robustmq.broker.server.metrics;

import org.jspecify.annotations.NullMarked;
