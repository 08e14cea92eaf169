/** The process. */
@NullMarked
package io.robustmq.operator.app.lifecycle;

import org.jspecify.annotations.NullMarked;
