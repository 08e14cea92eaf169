/** The settings of the operator. */
@NullMarked
package io.robustmq.operator.app.config;

import org.jspecify.annotations.NullMarked;
