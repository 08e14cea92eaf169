/**
 * Groups by placement: this server registers, hears which groups it carries a replica of, and does one step after the other until that is
 * so. {@link io.robustmq.journal.server.placed.Steps} decides, {@link io.robustmq.journal.server.placed.PlacedGroups} acts.
 */
@NullMarked
package io.robustmq.journal.server.placed;

import org.jspecify.annotations.NullMarked;
