/** Tests of replication with several members in one process. */
package io.robustmq.placement.server.raft;
