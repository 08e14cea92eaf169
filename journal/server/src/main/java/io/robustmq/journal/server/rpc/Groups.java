package io.robustmq.journal.server.rpc;

import io.robustmq.journal.api.Limits;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.ShardEdges;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.server.lead.JournalFault;
import io.robustmq.journal.server.raft.JournalNode;
import io.robustmq.journal.server.raft.Replica;
import java.util.UUID;

/** Finds what requests are about. */
final class Groups {
    private final JournalNode node;

    Groups(JournalNode node) {
        this.node = node;
    }

    /** @throws JournalFault UNKNOWN_SHARD or INVALID_FIELD */
    Replica of(ShardRef shard) {
        if (shard.getShard() < 0 || shard.getShard() >= Limits.SHARDS) {
            throw JournalFault.of(
                    Reason.UNKNOWN_SHARD, "shard " + shard.getShard() + ", not 0 to " + (Limits.SHARDS - 1));
        }
        UUID group;
        try {
            group = UUID.fromString(shard.getGroup());
        } catch (IllegalArgumentException e) {
            throw JournalFault.of(Reason.INVALID_FIELD, "shard.group is no UUID: " + shard.getGroup());
        }
        Replica replica = node.replica(group);
        if (replica == null) {
            throw JournalFault.of(Reason.UNKNOWN_SHARD, "this server has no replica of group " + group);
        }
        return replica;
    }

    /** @throws JournalFault NOT_LEADER, too */
    Replica led(ShardRef shard) {
        Replica replica = of(shard);
        if (!replica.isLeading()) {
            throw replica.notLeading();
        }
        return replica;
    }

    static ShardEdges edges(Replica replica) {
        return ShardEdges.newBuilder()
                .setStartOffset(replica.log().startOffset())
                .setNextOffset(replica.appliedEnd().get())
                .setSizeBytes(replica.log().sizeBytes())
                .build();
    }
}
