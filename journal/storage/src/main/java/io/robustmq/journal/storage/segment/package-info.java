/** One file of a log: written, rolled, sealed, read, and repaired after a crash. */
@NullMarked
package io.robustmq.journal.storage.segment;

import org.jspecify.annotations.NullMarked;
