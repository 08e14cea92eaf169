package io.robustmq.placement.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.raft.LogPosition;
import io.robustmq.placement.server.disk.KeyValueStore.Change;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.format.Snapshot;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.RecordBatch;
import java.nio.file.Path;
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
            List<Change> backup = Snapshot.page(from.image(), new byte[0], 1_000, 1 << 20).entries().stream()
                    .map(entry -> new Change(entry.key(), entry.value()))
                    .toList();

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

    @Test
    void whoTakesThePlaceOfAnotherClusterGoesOnFarAboveWhatThatOneMayHaveReachedAfterItsBackup() {
        try (PlacementState from = open("a");
                PlacementState to = open("b")) {
            run(from, new Command.FormCluster("form", "one"));
            run(from, put("x"));
            List<Change> backup = Snapshot.page(from.image(), new byte[0], 1_000, 1 << 20).entries().stream()
                    .map(entry -> new Change(entry.key(), entry.value()))
                    .toList();
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
