/** What a replica keeps on disk: the group's log in segments, and its shards' state. */
@NullMarked
package io.robustmq.journal.server.disk;

import org.jspecify.annotations.NullMarked;
