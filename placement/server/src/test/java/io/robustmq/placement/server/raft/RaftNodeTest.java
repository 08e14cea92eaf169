package io.robustmq.placement.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.NotLeadingException;
import io.robustmq.placement.raft.SharedCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RaftNodeTest {

    @TempDir
    Path folder;

    @Test
    void oneMemberKeepsWhatItAcknowledgedAcrossARestart() {
        try (Group group = new Group(folder).found("1-a")) {
            for (int i = 0; i < 120; i++) {
                group.set("key" + i, "value" + i);
            }
            assertThat(group.set("key0", "again")).isEqualTo("value0");
            group.stop("1-a");
            group.restart("1-a");

            group.leader();
            assertThat(group.state("1-a").registers())
                    .hasSize(120)
                    .containsEntry("key0", "again")
                    .containsEntry("key119", "value119");
            assertThat(group.set("key0", "once more")).isEqualTo("again");
        }
    }

    @Test
    void theOthersGoOnWhenTheLeaderStops() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("x", "1");
            String first = group.leader().status().self();
            group.stop(first);

            assertThat(group.set("x", "2")).isEqualTo("1");
            assertThat(group.leader().status().self()).isNotEqualTo(first);

            group.restart(first);
            group.eventually(() -> assertThat(group.state(first).registers()).containsEntry("x", "2"));
        }
    }

    @Test
    void readsAtAFollowerSeeWhatWasAcknowledgedBefore() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            for (int i = 0; i < 30; i++) {
                group.set("x", "" + i);
                String follower = group.follower();
                group.node(follower)
                        .readBarrier()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
                assertThat(group.state(follower).registers()).containsEntry("x", "" + i);
            }
        }
    }

    @Test
    @Timeout(
            value = 60,
            threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a member that is stuck cannot be closed either
    void readsThatFollowOneAnotherWhileOthersWriteAllComeThrough() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            RaftNode leader = group.leader();
            SharedCall<Void> reads = new SharedCall<>(leader::readBarrier);
            for (int i = 0; i < 300; i++) {
                CompletableFuture<byte[]> write = leader.submit(("x=" + i).getBytes(StandardCharsets.UTF_8));
                CompletableFuture<?> first = reads.ask();
                CompletableFuture<?> second = first.thenCompose(done -> reads.ask());
                CompletableFuture.allOf(write, first, second, reads.ask())
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join();
            }
        }
    }

    @Test
    void leadershipThatNobodyTakesOverStaysWhereItIs() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            RaftNode leader = group.leader();
            String gone = group.follower();
            group.stop(gone);
            assertThatThrownBy(() -> leader.transferLeadership(gone, Duration.ofMillis(300))
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join())
                    .hasMessageContaining(gone);
            group.set("x", "1");
            assertThat(leader.isLeading()).isTrue();
        }
    }

    @Test
    void aFollowerTakesNoEntries() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            // One of the two made the leader's majority; the other may not have heard of it yet.
            group.eventually(() -> assertThatThrownBy(() -> group.node(group.follower())
                            .submit(new byte[] {'a', '=', 'b'})
                            .join())
                    .hasCauseInstanceOf(NotLeadingException.class)
                    .cause()
                    .extracting(fault -> ((NotLeadingException) fault).leader())
                    .isEqualTo(group.leader().leader()));
        }
    }

    @Test
    void aFollowerThatMissedMoreThanTheLogKeepsIsSentASnapshot() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("before", "0");
            String late = group.follower();
            group.stop(late);
            for (int i = 0; i < 150; i++) {
                group.set("key" + i, "v");
            }
            group.restart(late);

            group.eventually(() -> assertThat(group.state(late).registers()).hasSize(151));
            group.set("after", "1");
            group.eventually(() -> assertThat(group.state(late).registers()).containsEntry("after", "1"));
        }
    }

    /** Few entries, and large ones: of their number alone there would be neither a snapshot nor an end of the log. */
    @Test
    void theLogTakesNoMoreRoomThanItMayHoweverLargeItsEntriesAre() {
        long snapshotBytes = 4 << 20;
        long retainedBytes = 1 << 20;
        long fileBytes = 1 << 20;
        LogBounds bounds = new LogBounds(1_000_000, snapshotBytes, 1_000_000, retainedBytes);
        String value = "v".repeat(1 << 17);
        try (Group group = new Group(folder, bounds).found("1-a", "2-b", "3-c")) {
            group.set("before", "0");
            String away = group.follower();
            group.stop(away);
            for (int i = 0; i < 160; i++) {
                group.set("key" + i, value);
            }
            String leader = group.leader().status().self();
            group.eventually(() -> assertThat(group.logBytes(leader))
                    .as("of 20 MiB that were written")
                    .isLessThan(snapshotBytes + retainedBytes + 3 * fileBytes));

            group.restart(away);
            group.eventually(() -> assertThat(group.state(away).registers()).hasSize(161));
        }
    }

    @Test
    void aGroupGrowsFromOneToThreeByLearnersAndShrinksToAnother() {
        try (Group group = new Group(folder).found("1-a")) {
            for (int i = 0; i < 200; i++) {
                group.set("key" + i, "v");
            }
            for (String id : List.of("2-b", "3-c")) {
                Member learner = group.join(id);
                List<Member> grown = new ArrayList<>(group.leader().members());
                grown.add(learner);
                group.change(grown);
                group.eventually(
                        () -> assertThat(group.node(id).status().role()).isEqualTo(RaftStatus.Role.LEARNER));
                group.eventually(() -> assertThat(group.state(id).registers()).hasSize(200));

                grown.replaceAll(member -> member.id().equals(id) ? member.as(Member.Role.VOTER) : member);
                group.change(grown);
                group.eventually(
                        () -> assertThat(group.node(id).status().role()).isEqualTo(RaftStatus.Role.FOLLOWER));
            }
            group.leader()
                    .transferLeadership("3-c", Duration.ofSeconds(5))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            group.eventually(() -> assertThat(group.leader().status().self()).isEqualTo("3-c"));

            for (String leaver : List.of("1-a", "2-b")) {
                List<Member> rest = new ArrayList<>(group.leader().members());
                rest.removeIf(member -> member.id().equals(leaver));
                group.change(rest);
                group.stop(leaver);
                group.set("left", leaver);
            }
            assertThat(group.leader().members()).extracting(Member::id).containsExactly("3-c");
            assertThat(group.state("3-c").registers()).hasSize(201).containsEntry("left", "2-b");
        }
    }

    @Test
    void aLearnerThatWasRestartedBeforeItJoinedStillJoins() {
        try (Group group = new Group(folder).found("1-a")) {
            group.set("x", "1");
            Member learner = group.join("2-b");
            group.stop("2-b");
            group.join("2-b");
            List<Member> grown = new ArrayList<>(group.leader().members());
            grown.add(learner);
            group.change(grown);
            group.eventually(() -> assertThat(group.state("2-b").registers()).containsEntry("x", "1"));
        }
    }

    @Test
    void aMemberIsReplacedInOneGo() {
        try (Group group = new Group(folder).found("1-a", "2-b", "3-c")) {
            group.set("x", "1");
            String lost = group.follower();
            group.stop(lost);
            Member learner = group.join("9-d");
            RaftNode leader = group.leader();
            List<Member> now = leader.members();
            List<Member> without =
                    now.stream().filter(member -> !member.id().equals(lost)).toList();
            List<Member> with = new ArrayList<>(without);
            with.add(learner);
            leader.changeMembers(now, without)
                    .thenCompose(done -> leader.changeMembers(without, with))
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            group.eventually(() -> assertThat(group.state("9-d").registers()).containsEntry("x", "1"));
        }
    }
}
