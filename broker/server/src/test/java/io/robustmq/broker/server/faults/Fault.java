package io.robustmq.broker.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.testkit.process.SlowDisk;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** What happens to servers, as a seed has it. */
sealed interface Fault {
    /** As {@code kill -9} does, and started again after a while. */
    record Killed(ClusterServer server, Duration away) implements Fault {
        @Override
        public String toString() {
            return "%s is killed and away for %d ms".formatted(server.name(), away.toMillis());
        }
    }

    /** As {@code kill} does, and started again after a while. */
    record Stopped(ClusterServer server, Duration away) implements Fault {
        @Override
        public String toString() {
            return "%s is stopped in order and away for %d ms".formatted(server.name(), away.toMillis());
        }
    }

    /** As {@code kill -STOP} and, after a while, {@code kill -CONT} do. */
    record Paused(ClusterServer server, Duration away) implements Fault {
        @Override
        public String toString() {
            return "%s is paused for %d ms".formatted(server.name(), away.toMillis());
        }
    }

    /** The network between some and all others loses everything for a while, or one direction of it; clients reach all. */
    record CutOff(List<ClusterServer> servers, Direction lost, Duration away) implements Fault {
        enum Direction {
            /** Neither hears the others. */
            BOTH("cut off"),
            /** What they say does not arrive, what others say does. */
            OUT("unheard"),
            /** The other way round. */
            IN("deaf");

            private final String word;

            Direction(String word) {
                this.word = word;
            }
        }

        @Override
        public String toString() {
            return servers.stream().map(ClusterServer::name).collect(Collectors.joining(", "))
                    + " %s %s for %d ms".formatted(servers.size() > 1 ? "are" : "is", lost.word, away.toMillis());
        }
    }

    /** Killed, and back for a while with a disk that takes its time, then killed again. */
    record Slowed(ClusterServer server, Duration away) implements Fault {
        @Override
        public String toString() {
            return "%s has a slow disk for %d ms".formatted(server.name(), away.toMillis());
        }
    }

    /** Its disk is full for a while, so that it takes no part. */
    record Filled(ClusterServer server, Duration away) implements Fault {
        @Override
        public String toString() {
            return "%s has a full disk for %d ms".formatted(server.name(), away.toMillis());
        }
    }

    /** All at once, as when the power fails; started again at once. */
    record AllKilled() implements Fault {
        @Override
        public String toString() {
            return "all are killed";
        }
    }

    /** Whether more than half of the placement centre and of the journal, and brokers, go on meanwhile. */
    default boolean leavesMost() {
        return !(this instanceof AllKilled);
    }

    int AWAY_MILLIS = 6_000; // leases end in this time, or not
    int LEFT_MEBIBYTES = Servers.LEAST_FREE_MEBIBYTES / 4;
    Duration SLOW = Duration.ofMillis(100);

    /** What happens next, of all kinds that this machine can do. */
    static Fault next(Random random, Servers servers) {
        List<FaultKind> kinds = FaultKind.possible(servers);
        int ticket = random.nextInt(kinds.stream().mapToInt(FaultKind::weight).sum());
        for (FaultKind kind : kinds) {
            ticket -= kind.weight();
            if (ticket < 0) {
                return kind.make(random, servers, Duration.ofMillis(random.nextInt(AWAY_MILLIS)));
            }
        }
        throw new AssertionError(kinds);
    }

    /** Has it happen; what it happened to serves again, or is about to, when this returns. */
    static void happen(Fault fault, Servers servers) throws Exception {
        switch (fault) {
            case Killed killed -> {
                killed.server().kill();
                Thread.sleep(killed.away());
                startAgain(killed.server());
            }
            case Stopped stopped -> {
                stopped.server().terminate();
                assertThat(stopped.server().awaitExit())
                        .as(stopped.server().output())
                        .isZero();
                Thread.sleep(stopped.away());
                startAgain(stopped.server());
            }
            case Paused paused -> {
                paused.server().signal("STOP");
                Thread.sleep(paused.away());
                paused.server().signal("CONT");
            }
            case CutOff cut -> {
                if (cut.lost() != CutOff.Direction.IN) {
                    servers.silence(cut.servers());
                }
                if (cut.lost() != CutOff.Direction.OUT) {
                    servers.deafen(cut.servers());
                }
                Thread.sleep(cut.away());
                servers.heal();
            }
            case Slowed slowed -> {
                slowed.server().kill();
                slowed.server().startWithin(SlowDisk.command(SLOW));
                slowed.server().awaitServing();
                Thread.sleep(slowed.away());
                slowed.server().kill();
                startAgain(slowed.server());
            }
            case Filled filled -> {
                filled.server().disk().fillBut(LEFT_MEBIBYTES);
                Thread.sleep(filled.away());
                filled.server().disk().makeRoom();
            }
            case AllKilled _ -> {
                for (ClusterServer server : servers.all()) {
                    server.kill();
                }
                servers.all().forEach(ClusterServer::start);
                servers.all().forEach(ClusterServer::awaitServing);
            }
        }
    }

    private static void startAgain(ClusterServer server) {
        server.start();
        server.awaitServing();
    }
}
