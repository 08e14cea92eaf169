package io.robustmq.journal.server.process;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, once and in order, whichever servers are killed. */
@Timeout(600)
class KilledServersIT {

    /** The leader and then a follower, in turns. */
    private static final int ROUNDS = Integer.getInteger("rounds", 2);

    private static final int APPENDS = 100;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostWhileLeadersAndFollowersAreKilledAndThenAllAtOnce() throws Exception {
        try (JournalCluster cluster = JournalCluster.start(folder);
                NumberedAppends appends = new NumberedAppends(cluster.client(), cluster.shards(3)).start()) {
            appends.awaitMore(APPENDS);
            for (int round = 0; round < ROUNDS; round++) {
                int leader = cluster.leader();
                int victim = round % 2 == 0 ? leader : (leader + 1) % 3;
                cluster.server(victim).kill();
                appends.awaitMore(APPENDS);
                cluster.server(victim).start();
                cluster.server(victim).awaitReady();
                appends.awaitMore(APPENDS);
            }
            for (int i = 0; i < 3; i++) {
                cluster.server(i).kill();
            }
            for (int i = 0; i < 3; i++) {
                cluster.server(i).start();
            }
            appends.awaitMore(APPENDS);
            appends.stop();
            appends.check();
        }
    }
}
