package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.raft.Folders;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one member has on disk is damaged while it is down. It refuses, or holds what the others hold; nothing else. */
class DamageIT {

    /** Of the damages that it may come back from so many, others with each seed; all of them with the system property {@code rounds}. */
    private static final int RETURNS = Integer.getInteger("rounds", 1) > 1 ? Damage.values().length : 1;

    private static final int CANNOT_START = 1;
    private static final int ENTRIES = 250; // two snapshots, and entries after the second
    private static final int MORE = 60;
    private static final int KEYS = 200;

    @TempDir
    Path folder;

    /** What the member makes of it. */
    private enum Outcome {
        REFUSES,
        COMES_BACK,
        /** As much as is damaged it can take from its log or from the leader, or not, depending on when it last joined. */
        EITHER
    }

    private enum Damage {
        A_BYTE_OF_THE_LOG(Outcome.REFUSES, "raft/*/current/log_inprogress_*") {
            @Override
            void make(Path file, Random random) throws IOException {
                flip(file, 20 + random.nextLong(written(file) - 40));
            }
        },
        THE_END_OF_THE_LOG(Outcome.EITHER, "raft/*/current/log_inprogress_*") {
            @Override
            void make(Path file, Random random) throws IOException {
                truncate(file, written(file) - 1 - random.nextInt(10));
            }
        },
        ALL_ENTRIES_OF_THE_LOG(Outcome.EITHER, "raft/*/current/log_*") {
            @Override
            void make(Path file, Random random) throws IOException {
                Files.delete(file);
            }
        },
        THE_VOTE(Outcome.REFUSES, "raft/*/current/raft-meta") {
            @Override
            void make(Path file, Random random) throws IOException {
                Files.delete(file);
            }
        },
        THE_IDENTITY(Outcome.REFUSES, "identity.properties") {
            @Override
            void make(Path file, Random random) throws IOException {
                Files.delete(file);
            }
        },
        THE_WHOLE_LOG(Outcome.REFUSES, "raft") {
            @Override
            void make(Path file, Random random) throws IOException {
                Folders.delete(file);
            }
        },
        A_BYTE_OF_THE_STATE(Outcome.REFUSES, "state/*.sst") {
            @Override
            void make(Path file, Random random) throws IOException {
                flip(file, random.nextLong(Files.size(file) / 4));
            }
        },
        THE_STATE(Outcome.COMES_BACK, "state") {
            @Override
            void make(Path file, Random random) throws IOException {
                Folders.delete(file);
            }
        },
        THE_STATE_AND_THE_SNAPSHOTS(Outcome.EITHER, "{state,raft/*/sm}") {
            @Override
            void make(Path file, Random random) throws IOException {
                Folders.delete(file);
            }
        },
        THE_STATE_AND_A_BYTE_OF_EACH_SNAPSHOT(Outcome.REFUSES, "{state,raft/*/sm/*/*.sst}") {
            @Override
            void make(Path file, Random random) throws IOException {
                if (Files.isDirectory(file)) {
                    Folders.delete(file);
                } else {
                    flip(file, random.nextLong(Files.size(file) / 4));
                }
            }
        };

        private final Outcome outcome;
        private final String files;

        static List<Damage> of(Predicate<Outcome> which) {
            return Arrays.stream(values())
                    .filter(damage -> which.test(damage.outcome))
                    .collect(Collectors.toCollection(ArrayList::new));
        }

        /** @param files of the data folder, as a glob; each of them is damaged */
        Damage(Outcome outcome, String files) {
            this.outcome = outcome;
            this.files = files;
        }

        abstract void make(Path file, Random random) throws IOException;

        void makeIn(Path data, Random random) throws IOException {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + data + "/" + files);
            List<Path> found;
            try (Stream<Path> all = Files.walk(data)) {
                found = all.filter(matcher::matches)
                        .sorted(Comparator.reverseOrder())
                        .toList();
            }
            assertThat(found).as(files).isNotEmpty();
            for (Path file : found) {
                make(file, random);
            }
        }
    }

    /** The log is written to files that are longer; behind the entries are zeros. */
    private static long written(Path log) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int was = bytes.read();
            bytes.seek(at);
            bytes.write(was ^ 0x10);
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }

    @Test
    void aMemberWhoseDiskIsDamagedRefusesOrHoldsWhatTheOthersHold() throws IOException {
        long seed = RecordedLoad.seed();
        Random random = new Random(seed);
        Trio trio = new Trio(folder);
        for (int i = 0; i < 3; i++) {
            trio.with(i, "ROBUSTMQ_RAFT_SNAPSHOT_ENTRIES", "100");
        }
        try (trio;
                Client client = new Client(trio.addresses)) {
            trio.start();
            write(client, random, ENTRIES);
            everyOneOfThoseThatAreRefused(killed(trio, client, random), random);
            trio.members.stream().filter(member -> !member.isAlive()).forEach(MemberProcess::start);
            trio.members.forEach(MemberProcess::awaitReady);

            List<Damage> damages = Damage.of(outcome -> outcome != Outcome.REFUSES);
            Collections.shuffle(damages, random);
            for (Damage damage : damages.subList(0, Math.min(RETURNS, damages.size()))) {
                System.out.println(damage);
                MemberProcess member = killed(trio, client, random);
                damage.makeIn(member.folder().resolve("data"), random);
                member.start();
                if (refuses(member, damage)) {
                    Folders.delete(member.folder().resolve("data"));
                    member.start();
                }
                member.awaitReady();
                client.put("after", random.nextInt());
                trio.awaitSame(client);
            }
        }
    }

    /** A follower that was killed when it held what the leader held. */
    private static MemberProcess killed(Trio trio, Client client, Random random) {
        int victim = (trio.leader(client) + 1 + random.nextInt(2)) % 3;
        write(client, random, MORE);
        await().atMost(MemberProcess.PATIENCE)
                .until(() -> Trio.applied(client, trio.addresses.get(victim))
                        >= Trio.applied(client, trio.addresses.get(trio.leader(client))));
        trio.members.get(victim).kill();
        return trio.members.get(victim);
    }

    /** One after the other, each made in a copy of what the member had, which it has again in the end. */
    private void everyOneOfThoseThatAreRefused(MemberProcess member, Random random) throws IOException {
        Path data = member.folder().resolve("data");
        Path whole = folder.resolve("whole");
        Files.move(data, whole);
        for (Damage damage : Damage.of(outcome -> outcome == Outcome.REFUSES)) {
            copy(whole, data);
            damage.makeIn(data, random);
            member.start();
            assertThat(member.awaitExit()).as(damage + ": " + member.output()).isEqualTo(CANNOT_START);
            assertThat(member.output()).as(damage.name()).contains("with an empty data folder");
            Folders.delete(data);
        }
        Files.move(whole, data);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static boolean refuses(MemberProcess member, Damage damage) {
        await().atMost(MemberProcess.PATIENCE)
                .until(() -> !member.isAlive()
                        || member.output().contains(" ready in ")
                        || member.output().contains("gets nothing of its leader"));
        boolean waits = member.output().contains("gets nothing of its leader");
        if (waits) {
            member.kill();
        }
        boolean refuses = !member.isAlive();
        System.out.println(refuses ? "refuses" : "comes back");
        if (refuses) {
            assertThat(damage.outcome).as(damage + ": " + member.output()).isEqualTo(Outcome.EITHER);
            assertThat(waits || member.awaitExit() == CANNOT_START)
                    .as(damage + ": " + member.output())
                    .isTrue();
            assertThat(member.output()).as(damage.name()).contains("with an empty data folder");
        }
        return refuses;
    }

    private static void write(Client client, Random random, int entries) {
        for (int i = 0; i < entries; i++) {
            client.put("key" + random.nextInt(KEYS), i);
        }
    }
}
