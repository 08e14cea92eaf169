package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that are paused or killed, all in one cluster. */
class FailingMembersIT {

    /** More by the system property {@code rounds}. */
    private static final int PAUSES = Integer.getInteger("rounds", 1);

    /** The leader and then a follower; more, whoever it hits, by the same property. */
    private static final int KILLS = Integer.getInteger("rounds", 2);

    private static final int WRITES = 50;

    @TempDir
    static Path folder;

    private static Trio trio;

    @BeforeAll
    static void start() {
        trio = new Trio(folder).start();
    }

    @AfterAll
    static void stop() {
        trio.close();
    }

    @Test
    void aReadThatNoMajorityConfirmsIsRefusedBeforeItsDeadline() {
        try (Client client = new Client(trio.addresses)) {
            client.put("x", 1);
            int leader = trio.leader(client);
            String address = trio.addresses.get(leader);
            assertThat(client.getAt(address, "x")).isEqualTo(1);

            List<MemberProcess> others = IntStream.range(0, 3)
                    .filter(index -> index != leader)
                    .mapToObj(trio.members::get)
                    .toList();
            others.forEach(member -> member.signal("STOP"));
            StatusRuntimeException refused =
                    catchThrowableOfType(StatusRuntimeException.class, () -> client.getAt(address, "x"));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(Client.error(refused).map(PlacementError::getReason)).contains(Reason.NO_QUORUM);

            others.forEach(member -> member.signal("CONT"));
            client.put("x", 2);
            assertThat(client.get("x")).isEqualTo(2);
        }
    }

    @Test
    void whatClientsAreToldStaysTrueWhileLeadersArePausedAndGoOn() {
        long seed = RecordedLoad.seed();
        try (Client client = new Client(trio.addresses);
                RecordedLoad load = new RecordedLoad(trio.addresses, seed).start()) {
            load.awaitMore(WRITES);
            for (int round = 0; round < PAUSES; round++) {
                int leader = trio.leader(client);
                trio.members.get(leader).signal("STOP");
                load.awaitMore(WRITES);
                trio.members.get(leader).signal("CONT");
                load.awaitMoreBy(trio.addresses.get(leader), 2);
            }
            load.stopAndCheck();
            trio.awaitSame(client);
        }
    }

    @Test
    void whatClientsAreToldStaysTrueWhileLeadersAndFollowersAreKilled() {
        long seed = RecordedLoad.seed();
        Random random = new Random(seed);
        try (Client client = new Client(trio.addresses);
                RecordedLoad load = new RecordedLoad(trio.addresses, seed).start()) {
            load.awaitMore(WRITES);
            for (int round = 0; round < KILLS; round++) {
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
