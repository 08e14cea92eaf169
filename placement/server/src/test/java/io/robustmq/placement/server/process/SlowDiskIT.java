package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.testkit.process.SlowDisk;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.MembersRequest;
import io.robustmq.placement.api.v1.TransferLeadershipRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one member is slow. */
class SlowDiskIT {

    private static final int WRITES = 50;

    @TempDir
    Path folder;

    /** Each time it forces something to disk, one member waits for as long as the others take for many writes. */
    @Test
    void aMemberWhoseDiskIsSlowHoldsUpNobodyAndLiesToNobodyWhenItLeads() {
        SlowDisk.require();
        long seed = RecordedLoad.seed();
        List<String> slow = SlowDisk.command(Duration.ofMillis(100));
        try (Trio trio = new Trio(
                                folder,
                                List.of("127.0.0.1", "127.0.0.1", "127.0.0.1"),
                                List.of(List.of(), List.of(), slow))
                        .start();
                Client client = new Client(trio.addresses);
                RecordedLoad load = new RecordedLoad(trio.addresses, seed).start()) {
            load.awaitMore(WRITES);
            handOver(trio, client, 2);
            load.awaitMore(WRITES);
            trio.members.get(2).kill();
            load.awaitMore(WRITES);
            trio.members.get(2).start();
            trio.members.get(2).awaitReady();
            load.stopAndCheck();
            trio.awaitSame(client);
        }
    }

    private static void handOver(Trio trio, Client client, int to) {
        String id = client
                .call(MemberProcess.PATIENCE, channel -> ClusterGrpc.newBlockingStub(channel)
                        .members(MembersRequest.getDefaultInstance()))
                .getMembersList()
                .stream()
                .filter(member -> member.getClientAddress().equals(trio.addresses.get(to)))
                .findFirst()
                .orElseThrow()
                .getMemberId();
        TransferLeadershipRequest request = TransferLeadershipRequest.newBuilder()
                .setHeader(Client.header())
                .setMemberId(id)
                .setTimeoutMillis(30_000)
                .build();
        String leader = client.call(MemberProcess.PATIENCE, channel -> ClusterGrpc.newBlockingStub(channel)
                .transferLeadership(request)
                .getLeaderId());
        assertThat(leader).isEqualTo(id);
    }
}
