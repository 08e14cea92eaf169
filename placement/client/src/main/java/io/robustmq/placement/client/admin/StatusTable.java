package io.robustmq.placement.client.admin;

import io.robustmq.placement.api.v1.Member;
import io.robustmq.placement.api.v1.MemberRole;
import io.robustmq.placement.api.v1.MemberStatus;
import io.robustmq.placement.api.v1.MembersResponse;
import io.robustmq.placement.api.v1.StatusResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What members say of themselves, one a line, the one whose state goes furthest first. Pure. */
final class StatusTable {

    private static final String ROW = "%-14s %-10s %-6s %10s %10s %10s %10s  %s";

    private record Row(String memberId, long applied, String line) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<String> silent = new ArrayList<>();
    private final Set<String> clusters = new HashSet<>();
    private final Set<String> known = new HashSet<>();

    /** @return false if it is known already, at another address */
    boolean add(StatusResponse status) {
        MemberStatus self = status.getSelf();
        String id = self.getMember().getMemberId();
        if (!id.isEmpty() && !known.add(id)) {
            return false;
        }
        if (!status.getClusterId().isEmpty()) {
            clusters.add(status.getClusterId());
        }
        rows.add(new Row(
                id,
                self.getAppliedIndex(),
                ROW.formatted(
                        id.isEmpty() ? "(none yet)" : id,
                        role(self.getRole()),
                        self.getMember().getVoter() ? "voter" : "-",
                        self.getTerm(),
                        status.getRevision(),
                        self.getCommitIndex(),
                        self.getAppliedIndex(),
                        self.getMember().getClientAddress())));
        return true;
    }

    private static String role(MemberRole role) {
        return switch (role) {
            case MEMBER_LEADER -> "leader";
            case MEMBER_FOLLOWER -> "follower";
            case MEMBER_CANDIDATE -> "candidate";
            case MEMBER_LEARNER -> "learner";
            case MEMBER_ROLE_UNSPECIFIED, UNRECOGNIZED -> "outside";
        };
    }

    /** One that is a member or was asked for, and does not answer. */
    void silent(String address, String why) {
        silent.add(address + " does not answer: " + why);
    }

    boolean hasAnswers() {
        return !rows.isEmpty();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        clusters.stream().sorted().forEach(cluster -> lines.add("cluster " + cluster));
        if (!rows.isEmpty()) {
            lines.add(ROW.formatted("member", "role", "", "term", "revision", "committed", "applied", "address"));
        }
        rows.stream()
                .sorted(Comparator.comparingLong(Row::applied).reversed().thenComparing(Row::memberId))
                .forEach(row -> lines.add(row.line()));
        lines.addAll(silent);
        return lines;
    }

    /** The members, one a line. */
    static List<String> lines(MembersResponse response) {
        List<String> lines = new ArrayList<>();
        for (Member member : response.getMembersList()) {
            lines.add("%-14s %-8s %-6s  %s  members reach it at %s"
                    .formatted(
                            member.getMemberId(),
                            member.getVoter() ? "voter" : "learner",
                            member.getMemberId().equals(response.getLeaderId()) ? "leads" : "",
                            member.getClientAddress(),
                            member.getPeerAddress()));
        }
        return lines;
    }
}
