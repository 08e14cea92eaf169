package io.robustmq.placement.server.raft;

import io.robustmq.placement.raft.Member;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one member knows of the group at one moment.
 *
 * @param self its own id
 * @param role what it does now
 * @param term the latest term it knows
 * @param leader the id of the leader it follows, or null if it knows none
 * @param lastIndex the last entry in its log
 * @param committed the last entry it knows to be on a majority
 * @param applied the last entry in its state
 * @param members the group as it knows it, itself included unless it was removed or has not joined
 * @param membersIndex the entry that made them so
 * @param commits the last committed entry of each member, as far as it has heard; the members' ids are the keys
 */
public record RaftStatus(
        String self,
        Role role,
        long term,
        @Nullable String leader,
        long lastIndex,
        long committed,
        long applied,
        List<Member> members,
        long membersIndex,
        Map<String, Long> commits) {

    /** What a member does. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LEARNER,
        /** Not in the group: not yet, or no longer. */
        OUTSIDER,
        /** Has stopped taking part: it failed, or was removed. */
        STOPPED
    }

    /**
     * How many entries are on a majority, as its leader says, and not applied here. A member that was away knows by itself only of those
     * it has; as long as it has heard of a leader and not how far that has come, it may lack any number.
     */
    public long behind() {
        long leaders = leader == null ? Long.MAX_VALUE : commits.getOrDefault(leader, Long.MAX_VALUE);
        return Math.max(committed, leaders) - Math.max(0, applied);
    }

    /** Whether the member is in the group. */
    public boolean isMember() {
        return members.stream().anyMatch(member -> member.id().equals(self));
    }
}
