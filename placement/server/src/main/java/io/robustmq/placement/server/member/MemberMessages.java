package io.robustmq.placement.server.member;

import io.robustmq.placement.raft.Member;

/** Members as the API has them. */
public final class MemberMessages {

    private MemberMessages() {}

    public static io.robustmq.placement.api.v1.Member of(Member member) {
        return io.robustmq.placement.api.v1.Member.newBuilder()
                .setMemberId(member.id())
                .setClientAddress(member.apiAddress())
                .setPeerAddress(member.raftAddress())
                .setVoter(member.role() == Member.Role.VOTER)
                .build();
    }
}
