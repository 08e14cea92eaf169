/** What everything is called. */
@NullMarked
package io.robustmq.operator.model.naming;

import org.jspecify.annotations.NullMarked;
