package io.robustmq.journal.server.raft;

import io.robustmq.journal.api.v1.GroupCondition;
import io.robustmq.journal.api.v1.GroupStatusOrBuilder;
import io.robustmq.journal.api.v1.ReplicaStatus;
import io.robustmq.journal.api.v1.Role;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a group, by what a server knows of it. Pure. */
public final class GroupConditions {
    /** Who has not been heard of for so long counts as away. */
    private static final long AWAY_MILLIS = 5_000;

    /** So many entries less are a lag that matters: it will take seconds to take them up. */
    private static final long LAGGING_ENTRIES = 1_000;

    private GroupConditions() {}

    /** Of a status that says all but this; in the order of their numbers. */
    static List<GroupCondition> of(GroupStatusOrBuilder status) {
        List<GroupCondition> conditions = new ArrayList<>();
        boolean failed = status.getRole() == Role.STOPPED;
        boolean leads = status.getRole() == Role.LEADER;
        if (!leads && status.getLeaderAddress().isEmpty()) {
            conditions.add(GroupCondition.LEADERLESS);
        }
        if (leads
                && status.getReplicasList().stream()
                        .anyMatch(one -> one.getVoter() && !isThere(status, one, AWAY_MILLIS))) {
            conditions.add(GroupCondition.UNDER_REPLICATED);
        }
        boolean someoneLags = status.getReplicasList().stream().anyMatch(one -> lag(status, one) >= LAGGING_ENTRIES);
        if (leads ? someoneLags : status.getCommittedIndex() - status.getAppliedIndex() >= LAGGING_ENTRIES) {
            conditions.add(GroupCondition.LAGGING);
        }
        if (failed) {
            conditions.add(GroupCondition.REPLICA_FAILED);
        }
        return conditions;
    }

    /** At the leader: whether a replica has been heard of within so long, and lacks nothing to speak of. */
    public static boolean isThere(GroupStatusOrBuilder status, ReplicaStatus replica, long silentMillis) {
        return replica.getSilentMillis() < silentMillis && lag(status, replica) < LAGGING_ENTRIES;
    }

    /** At the leader: whether who has applied so far lacks much. */
    public static boolean isBehind(long appliedIndex, GroupStatusOrBuilder status) {
        return status.getCommittedIndex() - appliedIndex >= LAGGING_ENTRIES;
    }

    /** At the leader: how many entries that are on a majority a replica is not known to have. */
    public static long lag(GroupStatusOrBuilder status, ReplicaStatus replica) {
        return Math.max(0, status.getCommittedIndex() - replica.getCommittedIndex());
    }
}
