/** Figures for operators. */
@NullMarked
package io.robustmq.journal.server.metrics;

import org.jspecify.annotations.NullMarked;
