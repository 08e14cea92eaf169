/** Where in a segment an offset, a time, a topic or a key is found. */
@NullMarked
package io.robustmq.journal.storage.index;

import org.jspecify.annotations.NullMarked;
