package io.robustmq.broker.server.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to servers, as a seed has it. */
sealed interface Fault {
    /** As {@code kill -9} does, and started again after a while. */
    record Killed(ClusterServer server, Duration away) implements Fault {
        @Override
        public String toString() {
            return "%s is killed and away for %d ms".formatted(server.name(), away.toMillis());
        }
    }

    /** As {@code kill -STOP} and, after a while, {@code kill -CONT} do. */
    record Paused(ClusterServer server, Duration away) implements Fault {
        @Override
        public String toString() {
            return "%s is paused for %d ms".formatted(server.name(), away.toMillis());
        }
    }

    /** All at once, as when the power fails; started again at once. */
    record AllKilled() implements Fault {
        @Override
        public String toString() {
            return "all are killed";
        }
    }

    int ALL_ONE_IN = 12;
    int PAUSED_ONE_IN = 3;
    int AWAY_MILLIS = 6_000; // leases end in this time, or not

    static Fault next(Random random, List<ClusterServer> servers) {
        if (random.nextInt(ALL_ONE_IN) == 0) {
            return new AllKilled();
        }
        ClusterServer server = servers.get(random.nextInt(servers.size()));
        Duration away = Duration.ofMillis(random.nextInt(AWAY_MILLIS));
        return random.nextInt(PAUSED_ONE_IN) == 0 ? new Paused(server, away) : new Killed(server, away);
    }

    /** Has it happen; what it happened to serves again when this returns. */
    static void happen(Fault fault, Servers servers) throws Exception {
        switch (fault) {
            case Killed killed -> {
                killed.server().kill();
                Thread.sleep(killed.away());
                killed.server().start();
                killed.server().awaitServing();
            }
            case Paused paused -> {
                paused.server().signal("STOP");
                Thread.sleep(paused.away());
                paused.server().signal("CONT");
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
}
