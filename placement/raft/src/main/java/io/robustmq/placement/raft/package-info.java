/** What every server that replicates over Apache Ratis needs, whatever it replicates: settings, members, reads, checkpoints. */
@NullMarked
package io.robustmq.placement.raft;

import org.jspecify.annotations.NullMarked;
