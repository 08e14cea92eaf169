package io.robustmq.operator.rollout.observe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The placement centre's members, as its log has them; never guessed from pods, which come and go.
 *
 * @param members by ordinal
 * @param leader ordinal, or null while there is none
 */
public record Membership(
        Map<Integer, Member> members, @Nullable Integer leader) {

    public Membership {
        members = Map.copyOf(members);
    }

    /** One member: whether it has a vote, and whether it has all that is committed. */
    public record Member(boolean voter, boolean caughtUp) {}

    public boolean has(int ordinal) {
        return members.containsKey(ordinal);
    }

    public boolean isVoter(int ordinal) {
        Member member = members.get(ordinal);
        return member != null && member.voter();
    }

    public boolean isCaughtUp(int ordinal) {
        Member member = members.get(ordinal);
        return member != null && member.caughtUp();
    }

    public int voters() {
        return (int) members.values().stream().filter(Member::voter).count();
    }
}
