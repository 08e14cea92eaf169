package io.robustmq.placement.server.process;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillLoopIT {

    /** The leader and then a follower; more, whoever it hits, by the system property {@code rounds}. */
    private static final int ROUNDS = Integer.getInteger("rounds", 2);

    private static final int WRITES = 50;

    @TempDir
    Path folder;

    @Test
    void whatClientsAreToldStaysTrueWhileLeadersAndFollowersAreKilled() {
        long seed = RecordedLoad.seed();
        Random random = new Random(seed);
        try (Trio trio = new Trio(folder).start();
                Client client = new Client(trio.addresses);
                RecordedLoad load = new RecordedLoad(trio.addresses, seed).start()) {
            load.awaitMore(WRITES);
            for (int round = 0; round < ROUNDS; round++) {
                int leader = trio.leader(client);
                boolean leads = round < 2 ? round == 0 : random.nextInt(3) > 0;
                int victim = leads ? leader : (leader + 1 + random.nextInt(2)) % 3;
                trio.members.get(victim).kill();
                load.awaitMore(WRITES);
                trio.members.get(victim).start();
                trio.members.get(victim).awaitReady();
                load.awaitMoreBy(trio.addresses.get(victim), 1);
            }
            load.stopAndCheck();
            trio.awaitSame(client);
        }
    }
}
