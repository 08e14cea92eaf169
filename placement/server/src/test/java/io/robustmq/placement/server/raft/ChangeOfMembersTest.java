package io.robustmq.placement.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.raft.ChangeRefusedException;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.NotLeadingException;
import io.robustmq.placement.raft.OutcomeUnknownException;
import io.robustmq.placement.raft.Replies;
import io.robustmq.placement.server.member.Membership;
import io.robustmq.placement.service.fault.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What callers are told of changes that fail, and how a member that is alone changes its addresses. */
@Isolated("it looks how long it takes")
class ChangeOfMembersTest {

    private static final RaftGroupMemberId SOMEBODY =
            RaftGroupMemberId.valueOf(RaftPeerId.valueOf("1-a"), RaftGroupId.randomId());

    @TempDir
    Path folder;

    private static Membership at(RaftNode node) {
        return new Membership(node);
    }

    private static PlacementError refusal(CompletableFuture<?> change) {
        Throwable refused =
                catchThrowable(() -> change.orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(refused).hasCauseInstanceOf(Fault.class);
        return ((Fault) refused.getCause()).error();
    }

    @Test
    void whoTakesTheMembersForOthersChangesNothing() {
        try (Group group = new Group(folder).found("1-a")) {
            RaftNode node = group.leader();
            Member stranger = new Member("9-z", "127.0.0.1:1", "127.0.0.1:1", Member.Role.VOTER);
            assertThatThrownBy(() -> node.changeMembers(List.of(stranger), node.members())
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(ChangeRefusedException.class, refused -> assertThat(refused.why())
                            .isEqualTo(ChangeRefusedException.Why.ANOTHER_CHANGE));
        }
    }

    @Test
    void whoAsksWhileTheLogIsChangingItsMembersIsTold() {
        try (Group group = new Group(folder).found("1-a")) {
            group.set("x", "1");
            RaftNode node = group.leader();
            Member nobody = new Member("2-b", "127.0.0.1:1", "127.0.0.1:1", Member.Role.LEARNER);
            CompletableFuture<Void> waits = at(node).addLearner(nobody);
            group.eventually(() ->
                    assertThat(refusal(at(node).addLearner(nobody)).getReason()).isEqualTo(Reason.CHANGE_UNDER_WAY));
            assertThat(waits).isNotDone();
        }
    }

    @Test
    void aNumberThatIsTakenEvictsNobodyWhoAnswers() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("x", "1");
            RaftNode leader = group.leader();
            for (String taken : List.of(leader.status().self(), group.follower())) {
                Member second = new Member(taken + "f", "127.0.0.1:2", "127.0.0.1:2", Member.Role.LEARNER);
                PlacementError error = refusal(at(leader).addLearner(second));
                assertThat(error.getReason()).isEqualTo(Reason.WRONG_STATE);
                assertThat(error.getField()).isEqualTo("member.member_id");
                assertThat(error.getMessage()).contains(taken);
            }
            assertThat(leader.members()).extracting(Member::id).containsExactlyInAnyOrder("1-a", "2-b", "3-c");

            String lost = group.follower();
            group.stop(lost);
            Member successor = group.join(lost + "f");
            at(leader).addLearner(successor).orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(group.leader().members()).contains(successor).noneMatch(member -> member.id()
                    .equals(lost));
        }
    }

    @Test
    void aLearnerThatIsDownDoesNotBecomeAVoterThatIsMissed() {
        try (Group group = new Group(folder).found("1-a")) {
            group.set("x", "1");
            RaftNode leader = group.leader();
            at(leader)
                    .addLearner(group.join("2-b"))
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            group.set("x", "2");
            group.stop("2-b");
            assertThat(refusal(at(leader).promote("2-b")).getReason()).isEqualTo(Reason.NOT_CAUGHT_UP);
            group.set("x", "3");
            assertThat(leader.members()).extracting(Member::role).contains(Member.Role.LEARNER);
        }
    }

    @Test
    void whoIsNeededForAMajorityIsNotRemovedAndWhoIsDownIs() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("x", "1");
            RaftNode leader = group.leader();
            String gone = group.follower();
            group.stop(gone);
            String needed = group.follower();
            assertThat(refusal(at(leader).remove(needed)).getReason()).isEqualTo(Reason.WOULD_LOSE_QUORUM);
            at(leader).remove(gone).orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(leader.members())
                    .extracting(Member::id)
                    .doesNotContain(gone)
                    .contains(needed);
        }
    }

    @Test
    void whoDoesNotLeadNamesWhoDoes() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("x", "1");
            group.eventually(() -> {
                RaftNode follower = group.node(group.follower());
                PlacementError error = refusal(at(follower).remove("1-a"));
                assertThat(error.getReason()).isEqualTo(Reason.NOT_LEADER);
                assertThat(error.getLeaderAddress()).isEqualTo("127.0.0.1:1");
            });
        }
    }

    @Test
    void eachWayToFailHasItsMeaning() {
        assertThat(why(new ReconfigurationInProgressException("other")))
                .isEqualTo(ChangeRefusedException.Why.ANOTHER_CHANGE);
        assertThat(why(new SetConfigurationException("other"))).isEqualTo(ChangeRefusedException.Why.ANOTHER_CHANGE);
        assertThat(why(new ReconfigurationTimeoutException("silent")))
                .isEqualTo(ChangeRefusedException.Why.NOT_CAUGHT_UP);
        assertThat(Replies.unchanged(new LeaderNotReadyException(SOMEBODY))).isInstanceOf(NotLeadingException.class);
        assertThat(Replies.unchanged(new LeaderSteppingDownException("soon"))).isInstanceOf(NotLeadingException.class);
        // The entry may be on others already.
        assertThat(Replies.unchanged(new NotLeaderException(SOMEBODY, null, null)))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(Replies.unchanged(new IOException("broken"))).isInstanceOf(OutcomeUnknownException.class);
    }

    private static ChangeRefusedException.Why why(Throwable fault) {
        return ((ChangeRefusedException) Replies.unchanged(new CompletionException(fault))).why();
    }

    @Test
    void aMemberThatIsAloneIsKnownWhereItWasStartedAndOthersFindItThere() {
        try (Group group = new Group(folder).found("1-a")) {
            group.set("x", "1");
            group.stop("1-a");
            Member moved = group.restartElsewhere("1-a");
            assertThat(group.leader().members()).noneMatch(moved::isAtAddressesOf);
            group.eventually(() -> assertThat(at(group.leader())
                            .settleAlone(moved)
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join())
                    .isTrue());
            assertThat(group.leader().members()).containsExactly(moved);
            assertThat(at(group.leader()).settleAlone(moved)).isCompletedWithValue(false);

            group.stop("1-a");
            group.restart("1-a");
            assertThat(group.leader().members()).containsExactly(moved);

            Member learner = group.join("2-b");
            group.change(List.of(moved, learner));
            group.eventually(() -> assertThat(group.node("2-b").status().role()).isEqualTo(RaftStatus.Role.LEARNER));
            // It asks the leader, at the address that the log has.
            group.eventually(() -> group.node("2-b")
                    .readBarrier()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join());
            assertThat(group.state("2-b").registers()).containsEntry("x", "1");
            Member elsewhere = new Member("1-a", "127.0.0.1:1", "127.0.0.1:1", Member.Role.VOTER);
            assertThat(at(group.leader()).settleAlone(elsewhere)).isCompletedWithValue(false);
        }
    }

    @Test
    void leadershipIsHandedOverForAsLongAsIsAskedFor() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("x", "1");
            RaftNode leader = group.leader();
            String gone = group.follower();
            group.stop(gone);
            CompletableFuture<String> hasty = at(leader).transferLeadership(gone, Duration.ofMillis(200));
            assertThat(which(hasty, Duration.ofSeconds(4))).isEqualTo("ended");
            assertThat(refusal(hasty).getReason()).isEqualTo(Reason.WRONG_STATE);

            group.set("x", "2"); // it is told to take over when it has this
            CompletableFuture<String> patient = at(group.leader()).transferLeadership(gone, Duration.ofMinutes(1));
            assertThat(which(patient, Duration.ofSeconds(1))).isEqualTo("still waits");
            group.restart(gone);
            assertThat(patient.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(gone);
            group.eventually(() -> assertThat(group.leader().status().self()).isEqualTo(gone));
        }
    }

    /** The log sometimes forgets to end what it cannot begin: at once, while the connection is being refused. */
    @Test
    void whoCannotHandLeadershipOverTakesWritesAgain() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("x", "1");
            String gone = group.follower();
            RaftNode leader = group.leader();
            group.eventually(() -> assertThat(leader.status().commits().get(gone))
                    .isEqualTo(leader.status().committed()));
            group.stop(gone);
            for (int attempt = 0; attempt < 40; attempt++) { // it has all there is, so it would be told at once
                refusal(at(group.leader()).transferLeadership(gone, Duration.ofMillis(20)));
            }
            group.set("x", "2");
        }
    }

    /** What comes first: the end of a call, or that of a while. */
    private static Object which(CompletableFuture<?> call, Duration whileItLasts) {
        CompletableFuture<String> waited = CompletableFuture.supplyAsync(
                () -> "still waits", CompletableFuture.delayedExecutor(whileItLasts.toMillis(), TimeUnit.MILLISECONDS));
        return CompletableFuture.anyOf(call.handle((done, fault) -> "ended"), waited)
                .join();
    }
}
