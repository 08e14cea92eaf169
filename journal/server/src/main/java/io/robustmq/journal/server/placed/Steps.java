package io.robustmq.journal.server.placed;

import io.robustmq.placement.api.v1.Group;
import io.robustmq.placement.api.v1.Replica;
import io.robustmq.placement.api.v1.ReplicaRole;
import io.robustmq.placement.raft.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server does next about one group, so that the group comes to be as the placement centre says. Pure.
 *
 * <p>The placement centre plans one replica a group at a time; here each of its roles becomes a change of the log's members at the leader,
 * and a report when that is done:
 *
 * <pre>
 *  placed:    LEARNER ───────────────────────────────► VOTER        LEAVING ──────────────────► gone
 *  members:      added as learner ─ caught up ─ promoted               (hands over,) removed
 *                                                └─ report                              └─ report, then its data goes
 * </pre>
 */
final class Steps {
    private static final Step NOTHING = new Step.Nothing();

    private Steps() {}

    /**
     * The replica that is here.
     *
     * @param leads whether it leads, and has applied what earlier leaders committed
     * @param members as far as it knows
     * @param caughtUp who of them lacks nothing to speak of; of a leader
     */
    record Local(boolean leads, long term, List<Member> members, Set<String> caughtUp) {}

    /** @param local the replica here; null if there is none */
    static Step next(PlacedImage image, String self, Group group, @Nullable Local local) {
        ReplicaRole own = role(group, self);
        if (local == null) {
            return begin(image, self, group, own);
        }
        if (own == ReplicaRole.REPLICA_ROLE_UNSPECIFIED) {
            return new Step.End();
        }
        return local.leads() ? lead(image, self, group, local) : NOTHING;
    }

    private static ReplicaRole role(Group group, String nodeId) {
        return group.getReplicasList().stream()
                .filter(replica -> replica.getNodeId().equals(nodeId))
                .map(Replica::getRole)
                .findAny()
                .orElse(ReplicaRole.REPLICA_ROLE_UNSPECIFIED);
    }

    private static Step begin(PlacedImage image, String self, Group group, ReplicaRole own) {
        return switch (own) {
            case VOTER -> found(image, group);
            case LEARNER ->
                image.member(self, Member.Role.LEARNER)
                        .<Step>map(member -> new Step.Begin(List.of(member)))
                        .orElse(NOTHING);
            case LEAVING, REPLICA_ROLE_UNSPECIFIED, UNRECOGNIZED -> NOTHING;
        };
    }

    /** Every founder begins with the same members; one who comes late finds a log and takes it up. */
    private static Step found(PlacedImage image, Group group) {
        List<Member> founders = new ArrayList<>();
        for (Replica replica : group.getReplicasList()) {
            if (replica.getRole() == ReplicaRole.VOTER) {
                Optional<Member> founder = image.member(replica.getNodeId(), Member.Role.VOTER);
                if (founder.isEmpty()) {
                    return NOTHING;
                }
                founders.add(founder.get());
            }
        }
        return new Step.Begin(List.copyOf(founders));
    }

    private static Step lead(PlacedImage image, String self, Group group, Local local) {
        if (!group.getLeader().equals(self) || group.getLeaderTerm() != local.term()) {
            return new Step.Report(local.term(), List.of(), List.of());
        }
        for (Member member : local.members()) {
            Step step = ofMember(self, local, member, role(group, member.id()));
            if (!step.equals(NOTHING)) {
                return step;
            }
        }
        for (Replica replica : group.getReplicasList()) {
            Step step = isMember(local, replica.getNodeId()) ? NOTHING : ofOutsider(image, local, replica);
            if (!step.equals(NOTHING)) {
                return step;
            }
        }
        return prefer(image, self, group, local);
    }

    private static boolean isMember(Local local, String nodeId) {
        return local.members().stream().anyMatch(member -> member.id().equals(nodeId));
    }

    private static Step ofMember(String self, Local local, Member member, ReplicaRole placed) {
        boolean votes = member.role() == Member.Role.VOTER;
        return switch (placed) {
            case VOTER, LEARNER -> {
                if (!votes) {
                    yield local.caughtUp().contains(member.id())
                            ? change(local, member, member.as(Member.Role.VOTER))
                            : NOTHING;
                }
                yield placed == ReplicaRole.LEARNER
                        ? new Step.Report(local.term(), List.of(member.id()), List.of())
                        : NOTHING;
            }
            case LEAVING -> member.id().equals(self) ? giveWay(self, local) : change(local, member, null);
            // The placement centre does not know of it, say after it was restored: nobody has decided that it goes.
            case REPLICA_ROLE_UNSPECIFIED, UNRECOGNIZED -> NOTHING;
        };
    }

    private static Step giveWay(String self, Local local) {
        return local.members().stream()
                .filter(member -> member.role() == Member.Role.VOTER
                        && !member.id().equals(self)
                        && local.caughtUp().contains(member.id()))
                .findFirst()
                .<Step>map(member -> new Step.HandOver(member.id()))
                .orElse(NOTHING);
    }

    private static Step ofOutsider(PlacedImage image, Local local, Replica replica) {
        return switch (replica.getRole()) {
            case LEARNER ->
                image.member(replica.getNodeId(), Member.Role.LEARNER)
                        .map(learner -> change(local, null, learner))
                        .orElse(NOTHING);
            case LEAVING -> new Step.Report(local.term(), List.of(), List.of(replica.getNodeId()));
            case VOTER, REPLICA_ROLE_UNSPECIFIED, UNRECOGNIZED -> NOTHING;
        };
    }

    private static Step prefer(PlacedImage image, String self, Group group, Local local) {
        String preferred = group.getPreferredLeader();
        boolean can = !preferred.isEmpty()
                && !preferred.equals(self)
                && image.isAlive(preferred)
                && local.caughtUp().contains(preferred)
                && local.members().stream()
                        .anyMatch(member -> member.id().equals(preferred) && member.role() == Member.Role.VOTER);
        return can ? new Step.HandOver(preferred) : NOTHING;
    }

    /** One member instead of another, or in addition, or gone. */
    private static Step change(Local local, @Nullable Member old, @Nullable Member now) {
        List<Member> after = new ArrayList<>(local.members());
        after.removeIf(member -> Objects.equals(member, old));
        if (now != null) {
            after.add(now);
        }
        return new Step.Change(local.members(), List.copyOf(after));
    }
}
