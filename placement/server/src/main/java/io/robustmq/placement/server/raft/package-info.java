/** Replicates one state machine over Apache Ratis: its log, snapshots, leader and members. Knows nothing of what is replicated. */
@NullMarked
package io.robustmq.placement.server.raft;

import org.jspecify.annotations.NullMarked;
