package io.robustmq.placement.server.admin;

import io.robustmq.placement.api.v1.Member;
import io.robustmq.placement.api.v1.MemberRole;
import io.robustmq.placement.api.v1.MemberStatus;
import io.robustmq.placement.api.v1.MembersResponse;
import io.robustmq.placement.api.v1.StatusResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The services' messages as {@code admin.yaml} has them. */
final class Answers {

    private Answers() {}

    static JsonObject of(StatusResponse status) {
        JsonArray members = new JsonArray();
        status.getMembersList().forEach(member -> members.add(of(member)));
        JsonObject answer = new JsonObject()
                .put("clusterId", status.getClusterId())
                .put("logId", status.getLogId())
                .put("leaderId", status.getLeaderId())
                .put("revision", status.getRevision());
        if (status.hasSelf()) {
            answer.put("self", of(status.getSelf()));
        }
        return answer.put("members", members);
    }

    private static JsonObject of(MemberStatus status) {
        return of(status.getMember())
                .put("role", word(status.getRole()))
                .put("reachable", status.getReachable())
                .put("term", status.getTerm())
                .put("commitIndex", status.getCommitIndex())
                .put("appliedIndex", status.getAppliedIndex())
                .put("softwareVersion", status.getSoftwareVersion());
    }

    private static String word(MemberRole role) {
        return switch (role) {
            case MEMBER_LEADER -> "LEADER";
            case MEMBER_FOLLOWER -> "FOLLOWER";
            case MEMBER_CANDIDATE -> "CANDIDATE";
            case MEMBER_LEARNER -> "LEARNER";
            case MEMBER_ROLE_UNSPECIFIED, UNRECOGNIZED -> "NONE";
        };
    }

    static JsonObject of(MembersResponse response) {
        JsonArray members = new JsonArray();
        response.getMembersList().forEach(member -> members.add(of(member)));
        return new JsonObject()
                .put("leaderId", response.getLeaderId())
                .put("index", response.getIndex())
                .put("members", members);
    }

    private static JsonObject of(Member member) {
        return new JsonObject()
                .put("memberId", member.getMemberId())
                .put("clientAddress", member.getClientAddress())
                .put("peerAddress", member.getPeerAddress())
                .put("voter", member.getVoter());
    }
}
