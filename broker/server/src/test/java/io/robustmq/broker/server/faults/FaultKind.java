package io.robustmq.broker.server.faults;

import io.robustmq.broker.server.faults.ClusterServer.Role;
import io.robustmq.broker.server.faults.Fault.CutOff.Direction;
import io.robustmq.config.testkit.process.SlowDisk;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The kinds of faults, how often each comes, and what it takes; {@code -Dfaults=KILLED,CUT_OFF} for some of them. */
enum FaultKind {
    KILLED(6) {
        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.Killed(one(random, servers, _ -> true), away);
        }
    },
    STOPPED(2) {
        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.Stopped(one(random, servers, _ -> true), away);
        }
    },
    PAUSED(3) {
        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.Paused(one(random, servers, _ -> true), away);
        }
    },
    CUT_OFF(3) {
        @Override
        boolean isPossible(Servers servers) {
            return servers.canBeCut();
        }

        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.CutOff(List.of(one(random, servers, _ -> true)), Direction.BOTH, away);
        }
    },
    MINORITY_CUT_OFF(2) {
        @Override
        boolean isPossible(Servers servers) {
            return servers.canBeCut();
        }

        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.CutOff(servers.minority(random), Direction.BOTH, away);
        }
    },
    CUT_OFF_ONE_WAY(3) {
        @Override
        boolean isPossible(Servers servers) {
            return servers.canBeCut();
        }

        @Override
        Fault make(Random random, Servers servers, Duration away) {
            Direction lost = random.nextBoolean() ? Direction.OUT : Direction.IN;
            return new Fault.CutOff(List.of(one(random, servers, _ -> true)), lost, away);
        }
    },
    SLOW_DISK(1) {
        private static final boolean POSSIBLE = SlowDisk.isPossible();

        @Override
        boolean isPossible(Servers servers) {
            return POSSIBLE;
        }

        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.Slowed(one(random, servers, server -> server.role() != Role.BROKER), away);
        }
    },
    FULL_DISK(2) {
        @Override
        boolean isPossible(Servers servers) {
            return servers.all().stream().anyMatch(ClusterServer::hasDisk);
        }

        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.Filled(one(random, servers, ClusterServer::hasDisk), away);
        }
    },
    ALL_KILLED(2) {
        @Override
        Fault make(Random random, Servers servers, Duration away) {
            return new Fault.AllKilled();
        }
    };

    private static final List<FaultKind> WANTED = Stream.of(
                    System.getProperty("faults", "").split(","))
            .filter(name -> !name.isBlank())
            .map(FaultKind::valueOf)
            .toList();

    private final int weight;

    FaultKind(int weight) {
        this.weight = weight;
    }

    /** How often it comes, beside the others. */
    int weight() {
        return weight;
    }

    boolean isPossible(Servers servers) {
        return true;
    }

    abstract Fault make(Random random, Servers servers, Duration away);

    static List<FaultKind> possible(Servers servers) {
        return Arrays.stream(values())
                .filter(kind -> WANTED.isEmpty() || WANTED.contains(kind))
                .filter(kind -> kind.isPossible(servers))
                .toList();
    }

    private static ClusterServer one(Random random, Servers servers, Predicate<ClusterServer> which) {
        List<ClusterServer> some = servers.all().stream().filter(which).toList();
        return some.get(random.nextInt(some.size()));
    }
}
