/** Groups of replicas over Apache Ratis: what it is told, what it calls, and what a replica answers. */
@NullMarked
package io.robustmq.journal.server.raft;

import org.jspecify.annotations.NullMarked;
