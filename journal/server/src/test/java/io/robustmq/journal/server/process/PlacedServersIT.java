package io.robustmq.journal.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.TestPorts;
import io.robustmq.config.testkit.process.PlacementProcess;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.client.ClientSettings;
import io.robustmq.journal.client.JournalClient;
import io.robustmq.placement.api.v1.DrainRequest;
import io.robustmq.placement.client.PlacementClient;
import io.robustmq.placement.client.call.Rpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packaged servers whose groups the placement centre decides. */
@Timeout(600)
class PlacedServersIT {
    private static final int SHARDS = 6;
    private static final int APPENDS = 100;

    @TempDir
    Path folder;

    private final List<JournalProcess> servers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(JournalProcess::close);
    }

    private void startOne(PlacementProcess placement) {
        int grpc = TestPorts.next();
        addresses.add("127.0.0.1:" + grpc);
        servers.add(JournalProcess.start(
                folder(servers.size()),
                Map.of(
                        "ROBUSTMQ_PLACEMENT_CENTER",
                        placement.address(),
                        "ROBUSTMQ_NETWORK_GRPC_PORT",
                        "" + grpc,
                        "ROBUSTMQ_NETWORK_RAFT_PORT",
                        "" + TestPorts.next(),
                        "ROBUSTMQ_CLUSTER_SHARDS",
                        "" + SHARDS,
                        "ROBUSTMQ_CLUSTER_LEASE",
                        "3s",
                        "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES",
                        "0")));
    }

    private Path folder(int index) {
        return folder.resolve("journal" + index);
    }

    private JournalClient client() {
        return new JournalClient(
                new ClientSettings(addresses, JournalProcess.PATIENCE, Duration.ofSeconds(3), Duration.ofMillis(50)));
    }

    private static List<ShardRef> shards(JournalClient client) throws Exception {
        return client.shards()
                .get(JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .getShardsList();
    }

    private static int groups(JournalClient client, String server) throws InterruptedException {
        try {
            return client.status(server).get(10, TimeUnit.SECONDS).getGroupsCount();
        } catch (ExecutionException | java.util.concurrent.TimeoutException away) {
            return -1;
        }
    }

    @Test
    void groupsComeByThemselvesAndMoveAwayFromAServerThatIsDrainedWhileAllIsWritten() throws Exception {
        try (PlacementProcess placement = PlacementProcess.start(folder.resolve("placement"))) {
            for (int i = 0; i < 3; i++) {
                startOne(placement);
            }
            placement.awaitReady();
            servers.forEach(JournalProcess::awaitReady);
            JournalClient client = client();
            List<ShardRef> shards = shards(client);
            assertThat(shards).hasSize(SHARDS);
            assertThat(shards.stream().map(ShardRef::getGroup).distinct()).hasSize(3);
            try (NumberedAppends appends = new NumberedAppends(client, shards).start()) {
                appends.awaitMore(APPENDS);

                placement.kill(); // groups go on without it
                appends.awaitMore(APPENDS);
                placement.start();
                placement.awaitReady();

                startOne(placement);
                servers.get(3).awaitReady();
                drain(
                        placement,
                        Files.readString(folder(0).resolve("data/journal/node-id"))
                                .strip());
                await().atMost(JournalProcess.PATIENCE.multipliedBy(2))
                        .until(() -> groups(client, addresses.get(0)) == 0 && groups(client, addresses.get(3)) == 3);
                servers.get(0).kill();
                appends.awaitMore(APPENDS);

                servers.get(1).kill(); // two of three are left, one of them the new one
                appends.awaitMore(APPENDS);
                appends.stop();
                appends.check();
            }
        }
    }

    private static void drain(PlacementProcess placement, String nodeId) throws Exception {
        try (PlacementClient client = PlacementClient.open(
                io.robustmq.placement.client.call.ClientSettings.of(List.of(placement.address())))) {
            client.call(Rpc.DRAIN, DrainRequest.newBuilder().setNodeId(nodeId).build())
                    .toCompletableFuture()
                    .get(JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
