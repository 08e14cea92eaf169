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
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.testkit.RandomCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three members and one log, from a seed. The leader foresees, has several entries on their way, loses some, loses the lead, gets it back,
 * restores backups; the others replay, some later than others, or take a checkpoint, or are started anew. Whoever leads, all must
 * answer each entry alike and hold the same: what is foreseen is what replaying makes, or is not taken.
 */
class ForeseenTest {

    private static final int STEPS = 400;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoForeseesAndWhoReplaysAnswerAlikeAndHoldTheSame(long seed) {
        try (Cluster cluster = new Cluster(folder, seed)) {
            for (int step = 0; step < STEPS; step++) {
                cluster.step();
            }
            cluster.finish();
            cluster.requireAllTheSame();
            assertThat(cluster.taken).as("entries that were foreseen").isGreaterThan(STEPS / 20);
            assertThat(cluster.replayedByTheirLeader)
                    .as("entries that were not")
                    .isPositive();
            assertThat(cluster.refused).as("entries that were refused").isPositive();
        }
    }

    private static final class Cluster implements AutoCloseable {
        private final SplittableRandom random;
        private final RandomCommands commands;
        private final List<Member> members = new ArrayList<>();
        private final List<Entry> log = new ArrayList<>();
        private final List<Entry> onTheirWay = new ArrayList<>();
        private final Map<Long, RecordBatch> told = new HashMap<>();
        private final Path folder;
        private Member leader;
        private ClusterImage tip = ClusterImage.EMPTY;
        private long term = 1;
        private int checkpoints;
        private int taken;
        private int replayedByTheirLeader;
        private int refused;

        Cluster(Path folder, long seed) {
            this.folder = folder;
            this.random = new SplittableRandom(seed);
            this.commands = new RandomCommands(seed);
            for (int i = 0; i < 3; i++) {
                members.add(new Member(folder.resolve("member" + i)));
            }
            leader = members.getFirst();
            propose(List.of(new Command.FormCluster("form", "c")));
            commit(1);
        }

        /** What was decided is known at the member that led then. */
        private record Entry(long term, byte[] bytes, Member by, Decided decided) {}

        private final class Member implements StateListener {
            private final Path folder;
            private PlacementState state;

            Member(Path folder) {
                this.folder = folder;
                this.state = new PlacementState(folder, this);
            }

            /** Whoever is told of a revision is told the same. */
            @Override
            public void onApplied(List<RecordBatch> batches, ClusterImage image) {
                for (RecordBatch batch : batches) {
                    RecordBatch before = told.putIfAbsent(batch.revision(), batch);
                    assertThat(before == null || before.equals(batch))
                            .as("%s and %s", before, batch)
                            .isTrue();
                }
            }

            @Override
            public void onReplaced(ClusterImage image) {}

            int applied() {
                return (int) state.applied().index() + 1;
            }

            void apply(int upTo) {
                while (applied() < upTo) {
                    int index = applied();
                    Entry entry = log.get(index);
                    LogEntry.Answer answer =
                            LogEntry.Answer.of(state.apply(new LogPosition(entry.term(), index), entry.bytes()));
                    LogEntry.Answer others = answers.putIfAbsent(index, answer);
                    assertThat(others == null || others == answer)
                            .as("answers to entry %s", index)
                            .isTrue();
                    count(entry, answer);
                }
            }

            private void count(Entry entry, LogEntry.Answer answer) {
                if (answer == LogEntry.Answer.REFUSED) {
                    refused++;
                } else if (entry.decided() != null) {
                    assertThat(Stored.of(state.image()))
                            .as("applied to what it was decided on, or not at all")
                            .isEqualTo(Stored.of(entry.decided().to()));
                    if (entry.by() == this && state.image() == entry.decided().to()) {
                        taken++;
                    } else if (entry.by() == this) {
                        replayedByTheirLeader++;
                    }
                }
            }
        }

        private final Map<Integer, LogEntry.Answer> answers = new HashMap<>();

        void step() {
            switch (random.nextInt(24)) {
                case 0 -> lead(members.get(random.nextInt(members.size())));
                case 1 -> restore();
                case 2 -> put(new LogEntry.RestorePart(true, List.of()));
                case 3 -> loseOne();
                case 4 -> startAnew(other());
                case 5 -> install(other());
                case 6, 7, 8 -> {
                    Member other = other();
                    other.apply(Math.min(log.size(), other.applied() + random.nextInt(6)));
                }
                case 9, 10, 11, 12, 13, 14 -> commit(random.nextInt(onTheirWay.size() + 1));
                default -> {
                    List<Command> together = new ArrayList<>();
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        together.add(commands.next(tip));
                    }
                    propose(together);
                }
            }
        }

        private Member other() {
            List<Member> others =
                    members.stream().filter(member -> member != leader).toList();
            return others.get(random.nextInt(others.size()));
        }

        private void propose(List<Command> together) {
            Deciding deciding = new Deciding(tip);
            for (Command command : together) {
                if (Placement.decide(deciding.tip(), command, commands.now()) instanceof Decision.Accepted accepted) {
                    deciding.add(accepted.batch());
                }
            }
            if (!deciding.isEmpty()) {
                Decided decided = deciding.end();
                onTheirWay.add(new Entry(term, leader.state.foresee(decided), leader, decided));
                tip = decided.to();
            }
        }

        private void put(LogEntry entry) {
            onTheirWay.add(new Entry(term, LogEntryCodec.encode(entry), leader, null));
        }

        /** The leader begins anew when one was refused, as the proposer does: nothing is on its way then. */
        private void commit(int count) {
            log.addAll(onTheirWay.subList(0, count));
            onTheirWay.subList(0, count).clear();
            int before = leader.applied();
            leader.apply(log.size());
            boolean failed = false;
            for (int i = before; i < log.size(); i++) {
                failed |= log.get(i).decided() != null && answers.get(i) == LogEntry.Answer.REFUSED;
            }
            if (failed && !onTheirWay.isEmpty()) {
                commit(onTheirWay.size());
            }
            if (failed) {
                tip = leader.state.image();
            }
        }

        /** One entry never reaches the log; what was decided after it does. */
        private void loseOne() {
            if (!onTheirWay.isEmpty()) {
                onTheirWay.remove(random.nextInt(onTheirWay.size()));
                commit(onTheirWay.size());
                tip = leader.state.image();
            }
        }

        /** Of what was on its way, the first few survive. */
        private void lead(Member next) {
            int survive = random.nextInt(onTheirWay.size() + 1);
            log.addAll(onTheirWay.subList(0, survive));
            onTheirWay.clear();
            term++;
            leader = next;
            leader.apply(log.size());
            tip = leader.state.image();
        }

        /** Also while others are on their way: they are decided on what is over then. */
        private void restore() {
            List<StoredEntry> backup = Snapshot.page(leader.state.image(), new byte[0], 10_000, 1 << 24)
                    .entries();
            put(new LogEntry.RestorePart(true, backup));
            put(new LogEntry.RestoreEnd(random.nextBoolean() ? tip.revision() : -1, backup.size(), "c"));
        }

        private void install(Member member) {
            if (member.applied() < leader.applied()) {
                Path checkpoint = folder.resolve("checkpoint" + checkpoints++);
                leader.state.checkpoint(checkpoint);
                member.state.restore(checkpoint);
            }
        }

        private void startAnew(Member member) {
            member.state.close();
            member.state = new PlacementState(member.folder, member);
        }

        void finish() {
            commit(onTheirWay.size());
            members.forEach(member -> member.apply(log.size()));
        }

        void requireAllTheSame() {
            Map<String, String> expected = Stored.of(leader.state.image());
            assertThat(expected).hasSizeGreaterThan(10);
            for (Member member : members) {
                assertThat(Stored.of(member.state.image())).isEqualTo(expected);
                startAnew(member);
                assertThat(Stored.of(member.state.image())).as("on the disk").isEqualTo(expected);
            }
        }

        @Override
        public void close() {
            members.forEach(member -> member.state.close());
        }
    }
}
