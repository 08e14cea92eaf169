package io.robustmq.placement.server.api;

import io.robustmq.placement.api.v1.Member;
import io.robustmq.placement.api.v1.MemberRole;
import io.robustmq.placement.api.v1.MemberStatus;
import io.robustmq.placement.api.v1.MembersResponse;
import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.server.member.MemberMessages;
import io.robustmq.placement.server.raft.RaftStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is told of members. */
public final class MemberTable {
    /** Members that do not answer for so long are said not to be reached. */
    private static final Duration ANSWER = Duration.ofMillis(500);

    private final String version;
    private final Supplier<String> logId;

    /** @param logId of this member's folder; empty as long as that is */
    public MemberTable(String version, Supplier<String> logId) {
        this.version = version;
        this.logId = logId;
    }

    /**
     * What this member knows; asks the others whether they are there.
     *
     * @param centre null while the member takes no part
     */
    public CompletableFuture<StatusResponse> status(@Nullable Centre centre) {
        return centre == null
                ? CompletableFuture.completedFuture(
                        StatusResponse.newBuilder().setLogId(logId.get()).build())
                : centre.node().answering(ANSWER).thenApply(heard -> status(centre, heard));
    }

    /** @param heard the ids of the members that have just answered */
    private StatusResponse status(Centre centre, Set<String> heard) {
        StatusResponse.Builder response = StatusResponse.newBuilder().setLogId(logId.get());
        RaftStatus status = centre.node().status();
        response.setClusterId(centre.image().clusterId())
                .setRevision(centre.image().revision())
                .setLeaderId(Objects.requireNonNullElse(status.leader(), ""))
                .setSelf(self(centre, status));
        for (io.robustmq.placement.raft.Member member : status.members()) {
            response.addMembers(
                    member.id().equals(status.self()) ? self(centre, status) : other(status, member, heard));
        }
        return response.build();
    }

    private MemberStatus self(Centre centre, RaftStatus status) {
        MemberStatus.Builder self = MemberStatus.newBuilder()
                .setRole(role(status.role()))
                .setReachable(true)
                .setTerm(status.term())
                .setLastIndex(status.lastIndex())
                .setCommitIndex(status.committed())
                .setAppliedIndex(Math.max(0, status.applied()))
                .setSoftwareVersion(version);
        centre.node().snapshot().ifPresent(at -> self.setSnapshotIndex(at.index()));
        centre.node()
                .snapshotMillis()
                .ifPresent(taken -> self.setSnapshotAgeMillis(Math.max(1, System.currentTimeMillis() - taken)));
        self.setMember(status.members().stream()
                .filter(member -> member.id().equals(status.self()))
                .findFirst()
                .map(MemberMessages::of)
                .orElse(Member.newBuilder().setMemberId(status.self()).build()));
        return self.build();
    }

    private static MemberRole role(RaftStatus.Role role) {
        return switch (role) {
            case LEADER -> MemberRole.MEMBER_LEADER;
            case FOLLOWER -> MemberRole.MEMBER_FOLLOWER;
            case CANDIDATE -> MemberRole.MEMBER_CANDIDATE;
            case LEARNER -> MemberRole.MEMBER_LEARNER;
            case OUTSIDER, STOPPED -> MemberRole.MEMBER_ROLE_UNSPECIFIED;
        };
    }

    private static MemberStatus other(RaftStatus status, io.robustmq.placement.raft.Member member, Set<String> heard) {
        boolean leads = member.id().equals(status.leader());
        boolean learner = member.role() == io.robustmq.placement.raft.Member.Role.LEARNER;
        return MemberStatus.newBuilder()
                .setMember(MemberMessages.of(member))
                .setRole(
                        leads
                                ? MemberRole.MEMBER_LEADER
                                : learner ? MemberRole.MEMBER_LEARNER : MemberRole.MEMBER_FOLLOWER)
                .setReachable(heard.contains(member.id()))
                .setCommitIndex(Math.max(0, status.commits().getOrDefault(member.id(), 0L)))
                .build();
    }

    /** As the log of this member has them. */
    public static MembersResponse members(Centre centre) {
        RaftStatus status = centre.node().status();
        return MembersResponse.newBuilder()
                .addAllMembers(status.members().stream().map(MemberMessages::of).toList())
                .setLeaderId(Objects.requireNonNullElse(status.leader(), ""))
                .setIndex(Math.max(0, status.membersIndex()))
                .build();
    }
}
