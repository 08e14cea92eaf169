/** The segments of a log together: append, read, trim, compact. */
@NullMarked
package io.robustmq.journal.storage.log;

import org.jspecify.annotations.NullMarked;
