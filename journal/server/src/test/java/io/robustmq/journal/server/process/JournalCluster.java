package io.robustmq.journal.server.process;

import static org.awaitility.Awaitility.await;

import io.robustmq.config.testkit.TestPorts;
import io.robustmq.journal.api.v1.Role;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.client.ClientSettings;
import io.robustmq.journal.client.JournalClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Three packaged servers that carry one group, killed and started again at the addresses they had. */
final class JournalCluster implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final String group = UUID.randomUUID().toString();
    private final List<JournalProcess> servers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    private JournalCluster(Path folder, Map<String, String> more) {
        List<String> list = new ArrayList<>();
        List<Map<String, String>> settings = new ArrayList<>();
        for (int number = 1; number <= SERVERS; number++) {
            int grpc = TestPorts.next();
            int raft = TestPorts.next();
            addresses.add("127.0.0.1:" + grpc);
            list.add("%d@127.0.0.1:%d:%d".formatted(number, grpc, raft));
            settings.add(new HashMap<>(Map.of(
                    "ROBUSTMQ_NODE_NODE_ID",
                    "" + number,
                    "ROBUSTMQ_NETWORK_GRPC_PORT",
                    "" + grpc,
                    "ROBUSTMQ_NETWORK_RAFT_PORT",
                    "" + raft,
                    "ROBUSTMQ_CLUSTER_GROUPS",
                    group,
                    "ROBUSTMQ_RAFT_SNAPSHOT_ENTRIES",
                    "500",
                    "ROBUSTMQ_SEGMENTS_SEGMENT_BYTES",
                    "64KiB",
                    "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES",
                    "0")));
        }
        for (int i = 0; i < SERVERS; i++) {
            settings.get(i).put("ROBUSTMQ_CLUSTER_MEMBERS", String.join(",", list));
            settings.get(i).putAll(more);
            servers.add(JournalProcess.start(folder.resolve("journal" + (i + 1)), settings.get(i)));
        }
    }

    /** They are ready when this returns. */
    static JournalCluster start(Path folder) {
        return start(folder, Map.of());
    }

    /** @param more settings of each, by the names of the environment */
    static JournalCluster start(Path folder, Map<String, String> more) {
        JournalCluster cluster = new JournalCluster(folder, more);
        try {
            cluster.servers.forEach(JournalProcess::awaitReady);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** The first shards of the group that they carry. */
    List<ShardRef> shards(int count) {
        return IntStream.range(0, count)
                .mapToObj(index ->
                        ShardRef.newBuilder().setGroup(group).setShard(index).build())
                .toList();
    }

    /** Where clients reach them. */
    List<String> addresses() {
        return addresses;
    }

    JournalProcess server(int index) {
        return servers.get(index);
    }

    JournalClient client() {
        return new JournalClient(new ClientSettings(addresses, JournalProcess.PATIENCE, ATTEMPT, PAUSE));
    }

    /** The index of the server that leads, as soon as one does. */
    int leader() {
        try (JournalClient client = client()) {
            return await().atMost(JournalProcess.PATIENCE)
                    .until(
                            () -> IntStream.range(0, SERVERS)
                                    .filter(index -> leads(client, addresses.get(index)))
                                    .findFirst(),
                            found -> found.isPresent())
                    .orElseThrow();
        }
    }

    private static boolean leads(JournalClient client, String address) {
        try {
            return client.status(address).get(ATTEMPT.toSeconds() * 2, TimeUnit.SECONDS).getGroupsList().stream()
                    .anyMatch(status -> status.getRole() == Role.LEADER);
        } catch (ExecutionException | TimeoutException away) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        servers.forEach(JournalProcess::close);
    }
}
