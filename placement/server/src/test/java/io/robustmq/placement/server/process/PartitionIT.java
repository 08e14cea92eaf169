package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import io.robustmq.config.testkit.process.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leader is cut off from the others in several ways, while clients reach all. */
class PartitionIT {

    /** Two of the cuts, others with each seed; all of them, so many times, by the system property {@code rounds}. */
    private static final int ROUNDS = Integer.getInteger("rounds", 0);

    private static final int WRITES = 50;

    @TempDir
    Path folder;

    private enum Cut {
        /** The leader and the others hear nothing of each other. */
        BOTH_WAYS(true),
        /** Nothing the leader says arrives. */
        UNHEARD(true),
        /** Nothing the others say arrives at the leader: they hear its heartbeats for a while, it hears no answer. */
        DEAF(true),
        /** The leader and one other hear nothing of each other: a majority is left, and has to stay with its leader or find another. */
        ONE_LINK(false);

        private final boolean alone;

        Cut(boolean alone) {
            this.alone = alone;
        }

        void make(Network network, int leader) {
            List<Integer> others = List.of((leader + 1) % 3, (leader + 2) % 3);
            for (int other : alone ? others : others.subList(0, 1)) {
                if (this != UNHEARD) {
                    network.cut(other, leader);
                }
                if (this != DEAF) {
                    network.cut(leader, other);
                }
            }
        }
    }

    @Test
    void aLeaderThatIsCutOffNeitherAcknowledgesNorAnswersAndComesBackWhenItIsHealed() {
        long seed = RecordedLoad.seed();
        Random random = new Random(seed);
        try (Network network = new Network(3);
                Trio trio = hasty(network).start();
                Client client = new Client(trio.addresses);
                RecordedLoad load = new RecordedLoad(trio.addresses, seed).start()) {
            load.awaitMore(WRITES);
            for (int round = 0; round < Math.max(1, ROUNDS); round++) {
                for (Cut cut : cuts(random)) {
                    int leader = trio.leader(client);
                    String address = trio.addresses.get(leader);
                    System.out.println(cut + " at member " + (leader + 1));
                    client.put("x", random.nextInt(1_000_000));
                    cut.make(network, leader);
                    load.awaitMore(WRITES);
                    if (cut.alone) {
                        saysNothing(trio, client, load, address);
                    }
                    network.heal();
                    load.awaitMoreBy(address, 2);
                }
            }
            load.stopAndCheck();
            trio.awaitSame(client);
        }
    }

    /** Members that give up soon what they ask the others for: connections that are cut for long are taken up late. */
    private Trio hasty(Network network) {
        Trio trio = new Trio(folder, network.addresses(), network.within());
        for (int i = 0; i < 3; i++) {
            trio.with(i, "ROBUSTMQ_RAFT_REQUEST_TIMEOUT", "2s");
        }
        return trio;
    }

    private static List<Cut> cuts(Random random) {
        List<Cut> cuts = new ArrayList<>(List.of(Cut.values()));
        Collections.shuffle(cuts, random);
        return ROUNDS > 0 ? cuts : cuts.subList(0, 2);
    }

    /** Others lead by now: what this one answered while it might still believe in itself, the load has recorded. */
    private static void saysNothing(Trio trio, Client client, RecordedLoad load, String address) {
        List<String> others =
                trio.addresses.stream().filter(other -> !other.equals(address)).toList();
        try (Client outside = new Client(others)) {
            outside.put("x", 1_000_001);
        }
        long answered = load.answeredBy(address);
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> client.getAt(address, "x"));
        assertThat(refused).as("a read at " + address).isNotNull();
        load.awaitMore(WRITES);
        assertThat(load.answeredBy(address)).isEqualTo(answered);
        assertThat(trio.leaders(client)).doesNotHaveDuplicates();
    }
}
