package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.raft.Folders;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code src-docs/operations/placement.md} says to do when the disks of a majority are gone, step by step. */
class LostMajorityIT {

    private static final int KEYS = 50;
    private static final Map<String, String> ALONE = Map.of(
            "ROBUSTMQ_NODE_NODE_ID", "1",
            "ROBUSTMQ_NETWORK_GRPC_PORT", "0",
            "ROBUSTMQ_NETWORK_RAFT_PORT", "0",
            "ROBUSTMQ_DATA_PATH", "data");

    @TempDir
    Path folder;

    private String clusterId = "";
    private long revision;

    @Test
    void aClusterWhoseMajorityLostItsDisksGoesOnFromTheBackupOfAnother() throws Exception {
        losesTheDisksOfTwo();
        try (Trio trio = new Trio(folder.resolve("after"))) {
            try (MemberProcess alone =
                    MemberProcess.start(trio.folder(0), ALONE).awaitReady()) {
                assertThat(AdminProcess.done(
                                folder, "--at", alone.address("grpc"), "restore", "last.backup", "--keep-cluster-id"))
                        .contains("entries of last.backup are the state of cluster " + clusterId);
                alone.terminate();
                assertThat(alone.awaitExit()).as(alone.output()).isZero();
            }
            trio.startOne(0).awaitReady();
            trio.startOne(1);
            trio.startOne(2);
            trio.members.forEach(MemberProcess::awaitReady);
            try (Client client = new Client(trio.addresses)) {
                for (int i = 0; i < KEYS; i++) {
                    assertThat(client.get("key" + i)).isEqualTo(i);
                }
                assertThat(client.put("more", 1)).isGreaterThan(revision);
                trio.awaitSame(client);
                assertThat(client.status(trio.addresses.getFirst()).getClusterId())
                        .isEqualTo(clusterId);
                assertThat(client.status(trio.addresses.getFirst()).getMembersList())
                        .hasSize(3)
                        .allMatch(member -> member.getMember().getVoter());
            }
        }
    }

    private void losesTheDisksOfTwo() throws Exception {
        try (Trio trio = new Trio(folder.resolve("before")).start();
                Client client = new Client(trio.addresses)) {
            for (int i = 0; i < KEYS; i++) {
                revision = client.put("key" + i, i);
            }
            trio.awaitSame(client);
            clusterId = client.status(trio.addresses.getFirst()).getClusterId();
            for (int i = 1; i < 3; i++) {
                trio.members.get(i).kill();
                Folders.delete(trio.folder(i).resolve("data"));
            }
            String at = trio.addresses.getFirst();
            assertThat(AdminProcess.done(folder, "--at", at, "status"))
                    .contains(clusterId, trio.addresses.get(1) + " does not answer");
            AdminProcess current = AdminProcess.run(folder, "--at", at, "backup", "no.backup");
            assertThat(current.exitCode()).as(current.output()).isEqualTo(1);
            assertThat(AdminProcess.done(folder, "--at", at, "backup", "last.backup", "--stale"))
                    .contains("entries of " + at + " are in last.backup");
        }
    }
}
