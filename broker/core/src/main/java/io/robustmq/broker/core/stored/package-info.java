/**
 * What the core keeps in storage, in bytes: messages as records of the log, and what is known of sessions as entries of the
 * state. Each value begins with its format version. Layouts are in {@code src-docs/formats/session-state.md}.
 */
@NullMarked
package io.robustmq.broker.core.stored;

import org.jspecify.annotations.NullMarked;
