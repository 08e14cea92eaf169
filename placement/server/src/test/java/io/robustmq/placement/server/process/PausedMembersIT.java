package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausedMembersIT {

    @TempDir
    Path folder;

    @Test
    void aReadThatNoMajorityConfirmsIsRefusedBeforeItsDeadline() {
        try (Trio trio = new Trio(folder).start();
                Client client = new Client(trio.addresses)) {
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
    void othersAreReadAndWrittenWhileTheLeaderIsPausedAndItIsNotReadBehindThem() {
        try (Trio trio = new Trio(folder).start();
                Client client = new Client(trio.addresses)) {
            client.put("x", 1);
            int leader = trio.leader(client);
            String address = trio.addresses.get(leader);
            assertThat(client.getAt(address, "x")).isEqualTo(1);

            trio.members.get(leader).signal("STOP");
            client.put("x", 2);
            assertThat(client.get("x")).isEqualTo(2);

            trio.members.get(leader).signal("CONT");
            long read = client.call(MemberProcess.PATIENCE, any -> client.getAt(address, "x"));
            assertThat(read).isEqualTo(2);
        }
    }
}
