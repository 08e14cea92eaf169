/** What is appended to a log and read from it: records, and which of them are wanted. */
@NullMarked
package io.robustmq.journal.storage.record;

import org.jspecify.annotations.NullMarked;
