package io.robustmq.journal.server.placed;

import io.robustmq.placement.raft.Member;
import java.util.List;
import java.util.Optional;

/** What a server does next about one group. */
sealed interface Step {

    /** All is as it should be, or somebody else's turn. */
    record Nothing() implements Step {}

    /**
     * A replica begins here.
     *
     * @param members who founds the group, this server included; or this server alone as a learner
     */
    record Begin(List<Member> members) implements Step {}

    /** The replica here is no member any more, as its leader has to confirm: it goes, with its data. */
    record End() implements Step {}

    /** The leader changes the members. */
    record Change(List<Member> before, List<Member> after) implements Step {

        /** The learner that becomes a voter by it, if one does. */
        Optional<Member> promoted() {
            return after.stream()
                    .filter(member -> member.role() == Member.Role.VOTER)
                    .filter(member -> before.contains(member.as(Member.Role.LEARNER)))
                    .findAny();
        }
    }

    /** The leader hands over to a voter. */
    record HandOver(String to) implements Step {}

    /** The leader reports that it leads in a term, and which changes are done. */
    record Report(long term, List<String> promoted, List<String> removed) implements Step {}
}
