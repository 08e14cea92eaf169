package io.robustmq.broker.server.faults;

import io.robustmq.broker.server.faults.ClusterServer.Role;
import io.robustmq.config.testkit.TestPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A placement centre, journal servers that carry one group, and brokers that keep sessions there. */
final class Servers implements AutoCloseable {
    private static final int MEMBERS = 3;

    private final Path folder;
    private final List<ClusterServer> placement = new ArrayList<>();
    private final List<ClusterServer> journal = new ArrayList<>();
    private final List<ClusterServer> brokers = new ArrayList<>();
    private final List<InetSocketAddress> listeners = new ArrayList<>();

    private Servers(Path folder) {
        this.folder = folder;
    }

    /** They serve when this returns. */
    static Servers start(Path folder, int brokers) {
        Stream.of(Role.values()).forEach(Role::requirePackaged);
        Servers servers = new Servers(folder);
        try {
            String centre = servers.startPlacement();
            String shards = servers.startJournal();
            servers.startBrokers(brokers, centre, shards);
            servers.all().forEach(ClusterServer::awaitServing);
            return servers;
        } catch (RuntimeException | Error e) {
            servers.close();
            throw e;
        }
    }

    private String startPlacement() {
        List<Integer> ports = ports(MEMBERS);
        List<String> members = IntStream.range(0, MEMBERS)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(i))
                .toList();
        for (int i = 0; i < MEMBERS; i++) {
            placement.add(start(
                    Role.PLACEMENT,
                    i,
                    Map.of(
                            "ROBUSTMQ_NODE_NODE_ID",
                            "" + (i + 1),
                            "ROBUSTMQ_NODE_ADDR",
                            "127.0.0.1",
                            "ROBUSTMQ_NETWORK_BIND_ADDRESS",
                            "127.0.0.1",
                            "ROBUSTMQ_NETWORK_GRPC_PORT",
                            "" + ports.get(i),
                            "ROBUSTMQ_NETWORK_RAFT_PORT",
                            "" + TestPorts.next(),
                            "ROBUSTMQ_CLUSTER_MEMBERS",
                            String.join(",", members),
                            "ROBUSTMQ_DATA_PATH",
                            "data")));
        }
        return addresses(ports);
    }

    private String startJournal() {
        List<Integer> ports = ports(MEMBERS);
        List<Integer> rafts = ports(MEMBERS);
        String group = UUID.randomUUID().toString();
        List<String> members = IntStream.range(0, MEMBERS)
                .mapToObj(i -> "%d@127.0.0.1:%d:%d".formatted(i + 1, ports.get(i), rafts.get(i)))
                .toList();
        for (int i = 0; i < MEMBERS; i++) {
            journal.add(start(
                    Role.JOURNAL,
                    i,
                    Map.of(
                            "ROBUSTMQ_NODE_NODE_ID",
                            "" + (i + 1),
                            "ROBUSTMQ_NETWORK_GRPC_PORT",
                            "" + ports.get(i),
                            "ROBUSTMQ_NETWORK_RAFT_PORT",
                            "" + rafts.get(i),
                            "ROBUSTMQ_CLUSTER_GROUPS",
                            group,
                            "ROBUSTMQ_CLUSTER_MEMBERS",
                            String.join(",", members),
                            "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES",
                            "0")));
        }
        return addresses(ports);
    }

    private void startBrokers(int count, String centre, String shards) {
        for (int i = 0; i < count; i++) {
            int port = TestPorts.next();
            listeners.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Map<String, String> settings = new HashMap<>(Map.of(
                    "ROBUSTMQ_BROKER_NODE_ID",
                    "" + (i + 1),
                    "ROBUSTMQ_PLACEMENT_CENTER",
                    centre,
                    "ROBUSTMQ_CLUSTER_GRPC_PORT",
                    "" + TestPorts.next(),
                    "ROBUSTMQ_CLUSTER_LEASE",
                    "4500ms",
                    "ROBUSTMQ_NETWORK_TCP_PORT",
                    "" + port,
                    "ROBUSTMQ_NETWORK_WEBSOCKET_PORT",
                    "",
                    "ROBUSTMQ_STORAGE_TYPE",
                    "journal",
                    "ROBUSTMQ_STORAGE_JOURNAL_SERVERS",
                    shards));
            brokers.add(start(Role.BROKER, i, settings));
        }
    }

    private ClusterServer start(Role role, int index, Map<String, String> settings) {
        String name = role.name().toLowerCase(Locale.ROOT) + "-" + (index + 1);
        ClusterServer server = new ClusterServer(role, folder.resolve(name), settings);
        server.start();
        return server;
    }

    private static List<Integer> ports(int count) {
        return IntStream.range(0, count).mapToObj(_ -> TestPorts.next()).toList();
    }

    private static String addresses(List<Integer> ports) {
        return String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
    }

    /** Where clients find the brokers, whether these are there or not. */
    List<InetSocketAddress> listeners() {
        return List.copyOf(listeners);
    }

    /** Every server, the first in line first: placement centre, journal, brokers. */
    List<ClusterServer> all() {
        return Stream.of(placement, journal, brokers).flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        all().reversed().forEach(ClusterServer::close);
    }
}
