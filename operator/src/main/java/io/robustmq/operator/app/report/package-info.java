/** What users are told: status, conditions, events. */
@NullMarked
package io.robustmq.operator.app.report;

import org.jspecify.annotations.NullMarked;
