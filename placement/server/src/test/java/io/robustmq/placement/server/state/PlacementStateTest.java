package io.robustmq.placement.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.format.Snapshot;
import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.RecordBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementStateTest {

    @TempDir
    Path folder;

    private long index;
    private int keys;

    private PlacementState open(String name) {
        return new PlacementState(folder.resolve(name), new StateListener() {
            @Override
            public void onApplied(List<RecordBatch> batches, ClusterImage image) {}

            @Override
            public void onReplaced(ClusterImage image) {}
        });
    }

    private LogEntry.Answer apply(PlacementState state, LogEntry entry) {
        return LogEntry.Answer.of(state.apply(new LogPosition(1, index++), LogEntryCodec.encode(entry)));
    }

    private RecordBatch decide(ClusterImage image, Command command) {
        return ((Decision.Accepted) Placement.decide(image, command, 1_000)).batch();
    }

    private Command put(String name) {
        return new Command.Write(
                "key" + keys++,
                List.of(io.robustmq.placement.state.command.Change.Put.of(
                        new ConfigEntry(name, new ConfigValue.OfText(name)))));
    }

    private void run(PlacementState state, Command command) {
        assertThat(apply(state, new LogEntry.Batches(List.of(decide(state.image(), command)))))
                .isEqualTo(LogEntry.Answer.APPLIED);
    }

    private static boolean has(PlacementState state, String name) {
        return state.image().find(Ref.of(Kind.CONFIG, name)) != null;
    }

    @Test
    void isAfterARestartWhatItWasBefore() {
        long revision;
        try (PlacementState state = open("a")) {
            run(state, new Command.FormCluster("form", "one"));
            run(state, put("x"));
            revision = state.image().revision();
        }
        try (PlacementState state = open("a")) {
            assertThat(state.image().revision()).isEqualTo(revision);
            assertThat(state.image().clusterId()).isEqualTo("one");
            assertThat(has(state, "x")).isTrue();
            assertThat(state.applied()).isEqualTo(new LogPosition(1, 1));
        }
    }

    private Decided decided(ClusterImage from, Command... commands) {
        Deciding deciding = new Deciding(from);
        for (Command command : commands) {
            deciding.add(decide(deciding.tip(), command));
        }
        return deciding.end();
    }

    private LogEntry.Answer apply(PlacementState state, byte[] entry) {
        return LogEntry.Answer.of(state.apply(new LogPosition(1, index++), entry));
    }

    @Test
    void takesWhatTheLeaderHasDecidedForWhatItWouldMakeOfTheEntry() {
        try (PlacementState leader = open("a");
                PlacementState other = open("b")) {
            run(leader, new Command.FormCluster("form", "one"));
            index = 0;
            run(other, new Command.FormCluster("form", "one"));
            Decided first = decided(leader.image(), put("x"), put("y"));
            Decided second = decided(first.to(), put("z"));
            byte[] firstEntry = leader.foresee(first);
            byte[] secondEntry = leader.foresee(second);

            assertThat(apply(leader, firstEntry)).isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(leader.image())
                    .as("what was decided, and no other image")
                    .isSameAs(first.to());
            assertThat(apply(leader, secondEntry)).isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(leader.image()).isSameAs(second.to());

            index = 1;
            apply(other, firstEntry);
            apply(other, secondEntry);
            assertThat(Stored.of(other.image())).isEqualTo(Stored.of(leader.image()));
        }
        try (PlacementState again = open("a")) {
            assertThat(has(again, "x") && has(again, "y") && has(again, "z"))
                    .as("on the disk")
                    .isTrue();
        }
    }

    /** Another led in between: what was decided before does not come, or comes to another state than it was decided on. */
    @Test
    void forgetsWhatItDecidedWhenAnotherLed() {
        try (PlacementState state = open("a")) {
            run(state, new Command.FormCluster("form", "one"));
            Decided lost = decided(state.image(), put("lost"));
            byte[] lostEntry = state.foresee(lost);
            state.foresee(decided(lost.to(), put("late")));

            run(state, put("others"));
            assertThat(has(state, "others")).isTrue();
            assertThat(state.expected()).as("nothing of it comes any more").isZero();

            byte[] nextEntry = state.foresee(decided(state.image(), put("next")));
            assertThat(apply(state, lostEntry)).as("decided on what is over").isEqualTo(LogEntry.Answer.REFUSED);
            assertThat(apply(state, nextEntry)).isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(has(state, "next")).isTrue();
            assertThat(has(state, "lost") || has(state, "late")).isFalse();
        }
    }

    /** What never reached the log: the leader begins anew, and what it sends from then on is foreseen again. */
    @Test
    void holdsNothingOfWhatNeverReachedTheLog() {
        try (PlacementState state = open("a")) {
            run(state, new Command.FormCluster("form", "one"));
            for (int i = 0; i < 100; i++) {
                state.foresee(decided(state.image(), put("never" + i)));
            }
            assertThat(state.expected()).isEqualTo(1);
            Decided next = decided(state.image(), put("next"));
            assertThat(apply(state, state.foresee(next))).isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(state.image()).isSameAs(next.to());
        }
    }

    /** Parts of a backup come between entries of commands, and make no difference to them until the last. */
    @Test
    void goesOnForeseeingWhileABackupIsPutAside() {
        try (PlacementState state = open("a")) {
            run(state, new Command.FormCluster("form", "one"));
            Decided next = decided(state.image(), put("next"));
            byte[] entry = state.foresee(next);
            apply(state, new LogEntry.RestorePart(true, List.of()));
            apply(state, entry);
            assertThat(state.image()).isSameAs(next.to());
        }
    }

    @Test
    void refusesBatchesThatWereDecidedOnAnotherState() {
        try (PlacementState state = open("a")) {
            run(state, new Command.FormCluster("form", "one"));
            RecordBatch stale = decide(state.image(), put("x"));
            run(state, put("y"));
            assertThat(apply(state, new LogEntry.Batches(List.of(stale)))).isEqualTo(LogEntry.Answer.REFUSED);
            assertThat(has(state, "x")).isFalse();
            assertThat(state.applied()).isEqualTo(new LogPosition(1, 2));
        }
    }

    @Test
    void becomesWhatACheckpointOfAnotherSays() {
        try (PlacementState from = open("a");
                PlacementState to = open("b")) {
            run(from, new Command.FormCluster("form", "one"));
            run(from, put("x"));
            from.checkpoint(folder.resolve("checkpoint"));
            run(from, put("later"));

            to.restore(folder.resolve("checkpoint"));
            assertThat(to.applied()).isEqualTo(new LogPosition(1, 1));
            assertThat(has(to, "x")).isTrue();
            assertThat(has(to, "later")).isFalse();
            assertThat(has(from, "later")).isTrue();
        }
    }

    @Test
    void aBackupReplacesAllAtItsEndAndNothingBefore() {
        try (PlacementState from = open("a");
                PlacementState to = open("b")) {
            run(from, new Command.FormCluster("form", "one"));
            run(from, put("x"));
            List<StoredEntry> backup =
                    Snapshot.page(from.image(), new byte[0], 1_000, 1 << 20).entries();

            index = 0;
            run(to, new Command.FormCluster("form", "two"));
            run(to, put("old"));
            long before = to.image().revision();
            apply(to, new LogEntry.RestorePart(true, backup.subList(0, 2)));
            apply(to, new LogEntry.RestorePart(false, backup.subList(2, backup.size())));
            assertThat(has(to, "x")).isFalse();

            assertThat(apply(to, new LogEntry.RestoreEnd(before + 1, backup.size(), "two")))
                    .isEqualTo(LogEntry.Answer.REFUSED);
            assertThat(apply(to, new LogEntry.RestoreEnd(before, backup.size(), "two")))
                    .isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(has(to, "x")).isTrue();
            assertThat(has(to, "old")).isFalse();
            assertThat(to.image().clusterId()).isEqualTo("two");
            assertThat(to.image().revision()).isGreaterThan(before);
            run(to, put("new"));
        }
        try (PlacementState again = open("b")) {
            assertThat(has(again, "x")).isTrue();
            assertThat(has(again, "new")).isTrue();
            assertThat(has(again, "old")).isFalse();
        }
    }

    /** Parts do not say of which backup they are; leaders restore one at a time, so those of two are of two terms. */
    @Test
    void partsOfTwoBackupsNeverBecomeOneState() {
        List<List<StoredEntry>> backups = new ArrayList<>();
        for (String name : List.of("x", "y")) {
            try (PlacementState from = open(name)) {
                index = 0;
                run(from, new Command.FormCluster("form", "one"));
                run(from, put(name));
                backups.add(
                        Snapshot.page(from.image(), new byte[0], 1_000, 1 << 20).entries());
            }
        }
        List<StoredEntry> x = backups.getFirst();
        List<StoredEntry> y = backups.getLast();
        index = 0;
        try (PlacementState to = open("to")) {
            run(to, new Command.FormCluster("form", "one"));
            assertThat(applyIn(2, to, new LogEntry.RestorePart(true, x.subList(0, 2))))
                    .isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(applyIn(3, to, new LogEntry.RestorePart(false, y.subList(2, y.size()))))
                    .isEqualTo(LogEntry.Answer.REFUSED);
            assertThat(applyIn(3, to, new LogEntry.RestorePart(true, y.subList(0, 2))))
                    .isEqualTo(LogEntry.Answer.APPLIED);
        }
        try (PlacementState again = open("to")) { // knows of the term by its disk
            long revision = again.image().revision();
            assertThat(applyIn(4, again, new LogEntry.RestorePart(false, x.subList(2, x.size()))))
                    .isEqualTo(LogEntry.Answer.REFUSED);
            assertThat(applyIn(3, again, new LogEntry.RestorePart(false, y.subList(2, y.size()))))
                    .isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(applyIn(4, again, new LogEntry.RestoreEnd(revision, y.size(), "one")))
                    .isEqualTo(LogEntry.Answer.REFUSED);
            assertThat(applyIn(3, again, new LogEntry.RestoreEnd(revision, y.size(), "one")))
                    .isEqualTo(LogEntry.Answer.APPLIED);
            assertThat(has(again, "y")).isTrue();
            assertThat(has(again, "x")).isFalse();
        }
    }

    private LogEntry.Answer applyIn(long term, PlacementState state, LogEntry entry) {
        return LogEntry.Answer.of(state.apply(new LogPosition(term, index++), LogEntryCodec.encode(entry)));
    }

    @Test
    void whoTakesThePlaceOfAnotherClusterGoesOnFarAboveWhatThatOneMayHaveReachedAfterItsBackup() {
        try (PlacementState from = open("a");
                PlacementState to = open("b")) {
            run(from, new Command.FormCluster("form", "one"));
            run(from, put("x"));
            List<StoredEntry> backup =
                    Snapshot.page(from.image(), new byte[0], 1_000, 1 << 20).entries();
            for (int i = 0; i < 100; i++) {
                run(from, put("later" + i));
            }
            index = 0;
            run(to, new Command.FormCluster("form", "two"));
            apply(to, new LogEntry.RestorePart(true, backup));
            apply(to, new LogEntry.RestoreEnd(to.image().revision(), backup.size(), "one"));
            assertThat(to.image().clusterId()).isEqualTo("one");
            assertThat(to.image().revision()).isGreaterThan(from.image().revision() + 1_000_000);
        }
    }
}
