/** What an entry of a group's log is: a header for Ratis, records for the segments. */
@NullMarked
package io.robustmq.journal.server.entry;

import org.jspecify.annotations.NullMarked;
