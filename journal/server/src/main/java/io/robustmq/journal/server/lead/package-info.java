/** What the leader of a group decides, before anything is an entry: conditions, offsets, repeated requests. */
@NullMarked
package io.robustmq.journal.server.lead;

import org.jspecify.annotations.NullMarked;
