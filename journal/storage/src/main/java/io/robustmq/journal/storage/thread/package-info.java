/** The one thread that commits, and the clock it asks. */
@NullMarked
package io.robustmq.journal.storage.thread;

import org.jspecify.annotations.NullMarked;
