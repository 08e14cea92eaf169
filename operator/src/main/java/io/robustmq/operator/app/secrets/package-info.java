/** Passwords, tokens and certificates, which are made once and kept. */
@NullMarked
package io.robustmq.operator.app.secrets;

import org.jspecify.annotations.NullMarked;
