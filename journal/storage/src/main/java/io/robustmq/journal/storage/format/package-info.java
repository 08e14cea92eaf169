/** Batches of records as bytes. Knows no files. */
@NullMarked
package io.robustmq.journal.storage.format;

import org.jspecify.annotations.NullMarked;
