/** Group commit: one write and one fsync for all appends that wait. */
@NullMarked
package io.robustmq.journal.storage.commit;

import org.jspecify.annotations.NullMarked;
