/** The contract of journal servers: generated messages and stubs are in {@code v1}. */
@NullMarked
package io.robustmq.journal.api;

import org.jspecify.annotations.NullMarked;
