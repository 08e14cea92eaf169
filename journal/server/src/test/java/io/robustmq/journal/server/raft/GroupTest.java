package io.robustmq.journal.server.raft;

import static io.robustmq.journal.server.raft.Trio.change;
import static io.robustmq.journal.server.raft.Trio.delete;
import static io.robustmq.journal.server.raft.Trio.deleteRange;
import static io.robustmq.journal.server.raft.Trio.put;
import static io.robustmq.journal.server.raft.Trio.require;
import static io.robustmq.journal.server.raft.Trio.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.server.lead.JournalFault;
import io.robustmq.journal.server.lead.Submission;
import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.journal.storage.log.SegmentedLog;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.thread.CommitterThread;
import io.robustmq.placement.raft.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Replicas of a group: what was acknowledged is there, once, and the same everywhere, whoever stops and whatever a crash leaves. */
@Execution(ExecutionMode.CONCURRENT)
class GroupTest {

    @TempDir
    Path folder;

    private void assertSameEverywhere(Trio trio, int shard, List<String> expected, String... ids) {
        for (String id : ids) {
            trio.eventually(() -> assertThat(trio.values(id, shard)).as(id).isEqualTo(expected));
        }
    }

    @Test
    void recordsAndStateAreWrittenTogetherAndReadAtTheirOffsets() {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            Appended first = trio.append(0, write("t", "a", put("k", "1")), write("t", "b"));
            Appended second = trio.append(5, write("t", "other shard", put("k", "2")));
            assertThat(first.getOutcomes(0).getNextOffset())
                    .isEqualTo(first.getOutcomes(1).getFirstOffset());
            assertThat(second.getOutcomes(0).getFirstOffset())
                    .isGreaterThanOrEqualTo(first.getOutcomes(1).getNextOffset());

            assertSameEverywhere(trio, 0, List.of("a", "b"), "1-a", "2-b", "3-c");
            assertSameEverywhere(trio, 5, List.of("other shard"), "1-a", "2-b", "3-c");
            assertThat(trio.state("1-a", 0, "k")).isEqualTo("1");
            assertThat(trio.state("1-a", 5, "k")).isEqualTo("2");
        }
    }

    @Test
    void aRequirementThatDoesNotHoldRefusesItsWriteAlone() {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            Appended done = trio.append(
                    0,
                    write("t", "owner", require("owner", null), put("owner", "x")),
                    write("t", "thief", require("owner", null), put("owner", "y")),
                    write("t", "heir", require("owner", "x"), put("owner", "z")),
                    change(put("a1", "1"), put("a2", "1"), put("b", "1")),
                    change(require("a1", "1"), deleteRange("a", "b")),
                    change(require("a1", "1"), put("wrong", "1")),
                    change(require("a2", null), put("a2", "2")),
                    change(delete("b"), require("b", "1")));
            assertThat(done.getOutcomesList().stream().map(outcome -> outcome.getConflict()))
                    .containsExactly(false, true, false, false, false, true, false, false);
            String leader = trio.leaderId();
            assertThat(trio.values(leader, 0)).containsExactly("owner", "heir");
            assertThat(trio.state(leader, 0, "owner")).isEqualTo("z");
            assertThat(trio.state(leader, 0, "a1")).isNull();
            assertThat(trio.state(leader, 0, "a2")).isEqualTo("2");
            assertThat(trio.state(leader, 0, "b")).isNull();
            assertThat(trio.state(leader, 0, "wrong")).isNull();
        }
    }

    @Test
    void aRequestSentAgainIsMadeOnceAndAnsweredAsBeforeByWhoeverLeads() {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            Submission request = trio.next(
                    0, write("t", "once", require("k", null), put("k", "1")), write("t", "never", require("k", null)));
            Appended first = trio.untilDone(request);
            assertThat(trio.untilDone(request)).isEqualTo(first);

            trio.stop(trio.leaderId());
            assertThat(trio.untilDone(request)).isEqualTo(first);
            assertThat(trio.values(trio.leaderId(), 0)).containsExactly("once");

            Submission gap = trio.next(0, write("t", "lost"));
            Submission behind = trio.next(0, write("t", "behind"));
            assertThatThrownBy(() -> trio.untilDone(behind)).hasMessageContaining("OUT_OF_SEQUENCE");
            trio.untilDone(gap);
            trio.untilDone(behind);
            assertThat(trio.values(trio.leaderId(), 0)).containsExactly("once", "lost", "behind");
        }
    }

    @Test
    void theOthersGoOnWhenTheLeaderStopsAndItCatchesUpFromTheirSegments() {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                trio.append(0, write("t", "v" + i, put("last", "v" + i)));
                expected.add("v" + i);
            }
            String first = trio.leaderId();
            trio.stop(first);
            for (int i = 50; i < 100; i++) {
                trio.append(0, write("t", "v" + i, put("last", "v" + i)));
                expected.add("v" + i);
            }
            trio.start(first);
            assertSameEverywhere(trio, 0, expected, "1-a", "2-b", "3-c");
            assertThat(trio.state(first, 0, "last")).isEqualTo("v99");
        }
    }

    @Test
    void whatIsAcknowledgedIsThereWhenAllStartAnew() {
        List<String> expected = new ArrayList<>();
        Trio trio = new Trio(folder);
        try (trio) {
            trio.found("1-a", "2-b", "3-c");
            for (int i = 0; i < 120; i++) {
                trio.append(i % 3, write("t", "v" + i, put("k" + i, "v" + i)));
                if (i % 3 == 0) {
                    expected.add("v" + i);
                }
            }
            trio.stopAll();
            List.of("1-a", "2-b", "3-c").forEach(trio::start);
            trio.append(0, write("t", "after"));
            expected.add("after");
            assertSameEverywhere(trio, 0, expected, "1-a", "2-b", "3-c");
            assertThat(trio.state(trio.leaderId(), 1, "k118")).isEqualTo("v118");
        }
    }

    /** A leader that is alone appends what it cannot commit. The others go on without; it takes up theirs. */
    private String leaveBehindWhatWasNeverCommitted(Trio trio, List<String> expected) {
        trio.append(0, write("t", "before"));
        expected.add("before");
        String alone = trio.leaderId();
        List<String> others = trio.followers();
        Replica replica = trio.replica(alone);
        others.forEach(trio::stop);
        List<Submission> lost = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Submission submission = Submission.of(
                    0,
                    com.google.protobuf.ByteString.copyFromUtf8("lost" + i),
                    1,
                    false,
                    List.of(write("t", "lost" + i + "x".repeat(40_000), put("lost", "1"))));
            long before = replica.log().nextOffset();
            replica.submit(submission);
            lost.add(submission);
            trio.eventually(() -> assertThat(replica.log().nextOffset()).isGreaterThan(before));
        }
        trio.stop(alone);
        lost.forEach(submission -> assertThatThrownBy(() -> submission.answer().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(JournalFault.class));
        others.forEach(trio::start);
        for (int i = 0; i < 5; i++) {
            trio.append(0, write("t", "instead" + i));
            expected.add("instead" + i);
        }
        return alone;
    }

    @Test
    void whatWasNeverCommittedGivesWayToWhatAnotherLeaderWrote() {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            List<String> expected = new ArrayList<>();
            String alone = leaveBehindWhatWasNeverCommitted(trio, expected);
            trio.start(alone);
            assertSameEverywhere(trio, 0, expected, "1-a", "2-b", "3-c");
            assertThat(trio.state(alone, 0, "lost")).isNull();
        }
    }

    @Test
    void headersWhoseRecordsWereCutOffBeforeACrashAreTakenOff() throws IOException {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            List<String> expected = new ArrayList<>();
            String alone = leaveBehindWhatWasNeverCommitted(trio, expected);
            long end;
            CommitterThread thread = CommitterThread.start("looking");
            LogSettings settings = LogSettings.DEFAULTS.with(s -> s.ownBatches = true);
            try (SegmentedLog log = SegmentedLog.open(
                    DiskFolder.open(trio.logOf(alone)), settings, thread.committer(), Runnable::run, 1)) {
                end = log.nextOffset();
                // Another append of other records where the last two headers say that theirs are: as if a crash had
                // come in between.
                assertThat(end).isGreaterThan(6);
            }
            try (DiskFolder disk = DiskFolder.open(trio.logOf(alone))) {
                SegmentedLog.truncate(disk, end - 6);
            }
            try (SegmentedLog log = SegmentedLog.open(
                    DiskFolder.open(trio.logOf(alone)), settings, thread.committer(), Runnable::run, 1)) {
                List<LogRecord> others = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    others.add(LogRecord.message(
                            1, "t".getBytes(StandardCharsets.UTF_8), null, List.of(), new byte[] {(byte) i}));
                }
                log.append(others).toCompletableFuture().join();
            }
            thread.close();

            trio.start(alone);
            assertSameEverywhere(trio, 0, expected, "1-a", "2-b", "3-c");
            trio.stop(trio.followers().stream()
                    .filter(id -> !id.equals(alone))
                    .findFirst()
                    .orElseThrow());
            trio.append(0, write("t", "with it in the majority"));
            expected.add("with it in the majority");
            assertSameEverywhere(trio, 0, expected, alone);
        }
    }

    @Test
    void aNodeThatLostItsDiskComesBackAsAnotherWithAllThereIs() {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                trio.append(0, write("t", "v" + i + "x".repeat(2_500), put("last", "v" + i)));
                expected.add("v" + i + "x".repeat(2_500));
            }
            String lost = trio.followers().getFirst();
            trio.stop(lost);
            trio.leader().takeSnapshot().join();
            Member fresh = trio.join("4-d");
            Replica leader = trio.leader();
            List<Member> before = leader.members().all();
            List<Member> with = new ArrayList<>(before);
            with.add(fresh);
            leader.members()
                    .change(before, with)
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            assertSameEverywhere(trio, 0, expected, "4-d");
            assertThat(trio.state("4-d", 0, "last")).isEqualTo("v119");

            List<Member> after = new ArrayList<>(before);
            after.removeIf(member -> member.id().equals(lost));
            after.add(fresh.as(Member.Role.VOTER));
            leader.members().change(with, after).orTimeout(60, TimeUnit.SECONDS).join();
            trio.append(0, write("t", "after"));
            expected.add("after");
            trio.stop(trio.followers().stream()
                    .filter(id -> !id.equals("4-d"))
                    .findFirst()
                    .orElseThrow());
            trio.start(lost);
            trio.eventually(() -> assertThat(trio.values("4-d", 0)).isEqualTo(expected));
        }
    }

    @Test
    void whatNobodyNeedsGoesEverywhereAndTheRestCanStillBeSentToWhoIsBehind() {
        try (Trio trio = new Trio(folder).found("1-a", "2-b", "3-c")) {
            String behind = trio.followers().getFirst();
            trio.append(0, write("t", "first"));
            trio.stop(behind);
            List<String> expected = new ArrayList<>();
            long middle = 0;
            for (int i = 0; i < 120; i++) {
                Appended done = trio.append(0, write("t", "v" + i + "x".repeat(5_000)));
                if (i == 100) {
                    middle = done.getOutcomes(0).getFirstOffset();
                }
                if (i >= 100) {
                    expected.add("v" + i + "x".repeat(5_000));
                }
            }
            Submission trim = Submission.trim(0, middle);
            trio.leader().submit(trim);
            trim.answer().join();
            long before = middle;
            trio.eventually(() -> {
                trio.leader().letGo();
                assertThat(trio.leader().log().startOffset()).isPositive().isLessThanOrEqualTo(before);
            });

            trio.start(behind);
            trio.eventually(() -> assertThat(trio.values(behind, 0)).endsWith(expected.toArray(String[]::new)));
            trio.eventually(() -> assertThat(trio.replica(behind).log().startOffset())
                    .isPositive()
                    .isLessThanOrEqualTo(before));
        }
    }
}
