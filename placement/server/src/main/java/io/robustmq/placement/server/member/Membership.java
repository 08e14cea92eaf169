package io.robustmq.placement.server.member;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.server.raft.RaftNode;
import io.robustmq.placement.server.raft.RaftStatus;
import io.robustmq.placement.service.fault.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Members come and go, at the leader, one at a time. Each change is asked for again without harm: what is so already is done.
 * What would leave too few voters that answer is refused.
 */
public final class Membership {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");

    /** A learner that lacks so many entries or fewer may vote. */
    private static final long NEAR = 100;

    /** Who does not answer for so long, when asked before members change, counts as down. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Who does not answer for so long is not the nearest to lead next. */
    private static final Duration SUCCESSOR = Duration.ofMillis(500);

    /** A leader that is to be removed gives up handing over after so long. */
    private static final Duration HAND_OVER = Duration.ofSeconds(5);

    private static final Executor SOON = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final RaftNode node;
    private final LogFaults faults;
    private final AtomicBoolean changing = new AtomicBoolean();

    public Membership(RaftNode node) {
        this.node = node;
        this.faults = new LogFaults(node);
    }

    /**
     * A member that has the number of another in its name takes the place of that one, whose folder is lost. One that answers at another
     * address has lost nothing: then two nodes were given the same number, and the second is refused.
     */
    public CompletableFuture<Void> addLearner(Member learner) {
        return alone(() -> {
            List<Member> now = node.members();
            Optional<Member> known = find(now, learner.id());
            if (known.isPresent()) {
                requireSameAddresses(known.get(), learner);
                return CompletableFuture.completedFuture(null);
            }
            Optional<Member> lost = now.stream()
                    .filter(member -> member.nodeId() == learner.nodeId())
                    .findFirst();
            if (lost.isEmpty()) {
                return node.changeMembers(now, plus(now, learner));
            }
            return answering().thenCompose(heard -> takePlace(now, lost.get(), learner, heard));
        });
    }

    private CompletableFuture<Void> takePlace(List<Member> now, Member lost, Member learner, Set<String> heard) {
        requireGone(lost, learner, heard);
        List<Member> without = without(now, lost.id());
        if (lost.role() == Member.Role.VOTER) {
            requireMajority(without, heard);
        }
        LOG.warn(learner.id() + " takes the place of " + lost.id() + ", whose folder is lost");
        return node.changeMembers(now, without)
                .thenCompose(done -> node.changeMembers(without, plus(without, learner)));
    }

    /** At one address there is one process: who comes from there is what became of the other, which may have answered just before. */
    private static void requireGone(Member lost, Member asked, Set<String> heard) {
        if (!lost.raftAddress().equals(asked.raftAddress()) && heard.contains(lost.id())) {
            throw Fault.field(
                    Reason.WRONG_STATE,
                    "member.member_id",
                    "number " + lost.nodeId() + " is that of " + lost.id() + " at " + lost.raftAddress()
                            + ", which answers",
                    "give this node a number of its own, or stop that one first if it is to take its place");
        }
    }

    /** The others keep their connections to the address a member came in with; it cannot be exchanged under the same id. */
    private static void requireSameAddresses(Member known, Member asked) {
        if (!known.isAtAddressesOf(asked)) {
            throw Fault.field(
                    Reason.WRONG_STATE,
                    "member",
                    known.id() + " is a member at " + known.apiAddress() + " and " + known.raftAddress() + ", not at "
                            + asked.apiAddress() + " and " + asked.raftAddress(),
                    "start it at its old address, or with an empty folder, so that it takes its own place as another");
        }
    }

    /**
     * A member that is alone, and was started at other addresses than those it is known at, is known at these from then on: nobody has
     * a connection to the old ones.
     *
     * @param self as it is reached now
     * @return whether that was to be done
     */
    public CompletableFuture<Boolean> settleAlone(Member self) {
        List<Member> now = node.members();
        if (now.size() != 1
                || !now.getFirst().id().equals(self.id())
                || now.getFirst().isAtAddressesOf(self)) {
            return CompletableFuture.completedFuture(false);
        }
        return alone(() -> node.moveAlone(self)).thenApply(done -> true);
    }

    public CompletableFuture<Void> promote(String memberId) {
        return alone(() -> {
            List<Member> now = node.members();
            Member member = require(now, memberId);
            if (member.role() == Member.Role.VOTER) {
                return CompletableFuture.completedFuture(null);
            }
            RaftStatus status = node.status();
            long behind = status.committed() - status.commits().getOrDefault(memberId, -1L);
            if (behind > NEAR) {
                throw Fault.of(
                        Reason.NOT_CAUGHT_UP,
                        "the learner lacks " + behind + " entries of " + status.committed(),
                        "promote it when it has caught up to " + NEAR);
            }
            return answering().thenCompose(heard -> {
                if (!heard.contains(memberId)) {
                    throw notCaughtUp(memberId + " has not answered within " + ANSWER.toSeconds() + " s");
                }
                List<Member> after = new ArrayList<>(without(now, memberId));
                after.add(member.as(Member.Role.VOTER));
                requireMajority(after, heard);
                return caughtUp(memberId, status.committed(), System.nanoTime())
                        .thenCompose(sure -> node.changeMembers(now, after));
            });
        });
    }

    /**
     * Waits until a member has said that it has all that was committed when it was asked whether it is there. What it said before may be the
     * last that ever was heard of it: as a voter it would count, dead or not.
     *
     * @param since when the waiting began
     */
    private CompletableFuture<Void> caughtUp(String memberId, long committed, long since) {
        if (node.status().commits().getOrDefault(memberId, -1L) >= committed) {
            return CompletableFuture.completedFuture(null);
        }
        if (System.nanoTime() - since > ANSWER.toNanos()) {
            return CompletableFuture.failedFuture(
                    notCaughtUp(memberId + " has not caught up within " + ANSWER.toSeconds() + " s"));
        }
        return CompletableFuture.supplyAsync(() -> caughtUp(memberId, committed, since), SOON)
                .thenCompose(Function.identity());
    }

    private static Fault notCaughtUp(String why) {
        return Fault.of(Reason.NOT_CAUGHT_UP, why, "promote it when it runs and has caught up");
    }

    /** The members that answer now. */
    private CompletableFuture<Set<String>> answering() {
        return node.answering(ANSWER);
    }

    public CompletableFuture<Void> remove(String memberId) {
        return alone(() -> {
            List<Member> now = node.members();
            if (find(now, memberId).isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            List<Member> after = without(now, memberId);
            return answering().thenCompose(heard -> {
                requireMajority(after, heard);
                if (memberId.equals(node.self())) {
                    return transferTo(nearest(node.status(), heard), HAND_OVER)
                            .thenCompose(successor -> CompletableFuture.failedFuture(
                                    Fault.notLeader(require(now, successor).apiAddress())));
                }
                return node.changeMembers(now, after);
            });
        });
    }

    /**
     * Hands leadership over.
     *
     * @param memberId empty for the voter that is nearest
     * @param patience after which it is given up; this member leads on then, or whoever is elected
     * @return who leads now
     */
    public CompletableFuture<String> transferLeadership(String memberId, Duration patience) {
        return alone(() -> transfer(memberId, patience));
    }

    private CompletableFuture<String> transfer(String memberId, Duration patience) {
        if (memberId.isEmpty()) {
            return node.answering(SUCCESSOR).thenCompose(heard -> transferTo(nearest(node.status(), heard), patience));
        }
        return transferTo(require(node.members(), memberId).id(), patience);
    }

    private CompletableFuture<String> transferTo(String successor, Duration patience) {
        RaftStatus status = node.status();
        if (status.members().stream()
                .anyMatch(member -> member.id().equals(successor) && member.role() == Member.Role.LEARNER)) {
            throw Fault.field(Reason.WRONG_STATE, "member_id", "is a learner", "promote it first");
        }
        if (successor.equals(status.self())) {
            return CompletableFuture.completedFuture(successor);
        }
        return node.transferLeadership(successor, patience)
                .exceptionallyCompose(fault -> CompletableFuture.failedFuture(Fault.of(
                        Reason.WRONG_STATE,
                        successor + " has not taken over; it was given " + patience,
                        "see to " + successor + ", or name another voter")))
                .thenApply(done -> successor);
    }

    private static String nearest(RaftStatus status, Set<String> heard) {
        return status.members().stream()
                .filter(member -> member.role() == Member.Role.VOTER)
                .filter(member -> !member.id().equals(status.self()))
                .filter(member -> heard.contains(member.id()))
                .max((a, b) -> Long.compare(
                        status.commits().getOrDefault(a.id(), -1L),
                        status.commits().getOrDefault(b.id(), -1L)))
                .map(Member::id)
                .orElseThrow(
                        () -> Fault.of(Reason.WRONG_STATE, "no other voter answers", "see to the other members first"));
    }

    /** Refuses what would leave too few voters that answer to go on. */
    private static void requireMajority(List<Member> after, Set<String> heard) {
        List<Member> voters = after.stream()
                .filter(member -> member.role() == Member.Role.VOTER)
                .toList();
        long up = voters.stream().filter(member -> heard.contains(member.id())).count();
        if (up < voters.size() / 2 + 1) {
            throw Fault.of(
                    Reason.WOULD_LOSE_QUORUM,
                    "of the " + voters.size() + " voters that stay, " + up + " answer, and " + (voters.size() / 2 + 1)
                            + " are needed",
                    voters.isEmpty()
                            ? "the last voter stays; add and promote another one first"
                            : "bring the others back first");
        }
    }

    private <T> CompletableFuture<T> alone(Supplier<CompletableFuture<T>> change) {
        if (!node.isLeading()) {
            return CompletableFuture.failedFuture(faults.notLeader());
        }
        if (!changing.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(LogFaults.underWay("another change of members is under way"));
        }
        CompletableFuture<T> done;
        try {
            done = change.get();
        } catch (RuntimeException fault) {
            done = CompletableFuture.failedFuture(fault);
        }
        return done.whenComplete((result, fault) -> changing.set(false))
                .exceptionallyCompose(fault -> CompletableFuture.failedFuture(faults.ofChange(fault)));
    }

    private static Member require(List<Member> members, String id) {
        return find(members, id)
                .orElseThrow(() -> Fault.field(
                        Reason.NOT_FOUND, "member_id", "is " + id + ", who is no member", "Members tells who is"));
    }

    private static Optional<Member> find(List<Member> members, String id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    private static List<Member> plus(List<Member> members, Member another) {
        List<Member> more = new ArrayList<>(members);
        more.add(another.as(Member.Role.LEARNER));
        return more;
    }

    private static List<Member> without(List<Member> members, String id) {
        return members.stream().filter(member -> !member.id().equals(id)).toList();
    }
}
