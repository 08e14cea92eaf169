/** Append, read and tail the shards of journal servers: finds who leads, and tries again while there is time. */
@NullMarked
package io.robustmq.journal.client;

import org.jspecify.annotations.NullMarked;
