package io.robustmq.broker.server.faults;

import static java.util.Objects.requireNonNull;

import io.robustmq.broker.server.faults.ClusterServer.Role;
import io.robustmq.config.testkit.TestPorts;
import io.robustmq.config.testkit.process.Network;
import io.robustmq.config.testkit.process.SmallDisk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A placement centre, journal servers that carry one group, and brokers that keep sessions there. Where it can be had, each has a host of its
 * own, and the journal servers have a small disk of their own; else all are on loopback.
 */
final class Servers implements AutoCloseable {
    private static final int MEMBERS = 3;
    private static final int DISK_MEBIBYTES = 256;

    /** With less a journal server takes nothing, if its disk is its own. */
    static final int LEAST_FREE_MEBIBYTES = 16;

    private final Path folder;
    private final @Nullable Network network;
    private final List<String> hosts;
    private final List<SmallDisk> disks = new ArrayList<>();
    private final List<ClusterServer> placement = new ArrayList<>();
    private final List<ClusterServer> journal = new ArrayList<>();
    private final List<ClusterServer> brokers = new ArrayList<>();
    private final List<InetSocketAddress> listeners = new ArrayList<>();

    private Servers(Path folder, int count) {
        this.folder = folder;
        network = Network.isPossible() ? new Network(count) : null;
        hosts = network == null ? Collections.nCopies(count, "127.0.0.1") : network.addresses();
    }

    /** They serve when this returns. */
    static Servers start(Path folder, int brokers) throws IOException {
        Stream.of(Role.values()).forEach(Role::requirePackaged);
        Servers servers = new Servers(folder, 2 * MEMBERS + brokers);
        try {
            String centre = servers.startPlacement();
            String shards = servers.startJournal();
            servers.startBrokers(brokers, centre, shards);
            servers.all().forEach(ClusterServer::awaitServing);
            return servers;
        } catch (IOException | RuntimeException | Error e) {
            servers.close();
            throw e;
        }
    }

    private String startPlacement() throws IOException {
        List<String> own = hosts.subList(0, MEMBERS);
        List<Integer> ports = ports(MEMBERS);
        List<String> members = IntStream.range(0, MEMBERS)
                .mapToObj(i -> "%d@%s:%d".formatted(i + 1, own.get(i), ports.get(i)))
                .toList();
        for (int i = 0; i < MEMBERS; i++) {
            placement.add(start(
                    Role.PLACEMENT,
                    i,
                    Map.of(
                            "ROBUSTMQ_NODE_NODE_ID",
                            "" + (i + 1),
                            "ROBUSTMQ_NODE_ADDR",
                            own.get(i),
                            "ROBUSTMQ_NETWORK_BIND_ADDRESS",
                            own.get(i),
                            "ROBUSTMQ_NETWORK_GRPC_PORT",
                            "" + ports.get(i),
                            "ROBUSTMQ_NETWORK_RAFT_PORT",
                            "" + TestPorts.next(),
                            "ROBUSTMQ_CLUSTER_MEMBERS",
                            String.join(",", members))));
        }
        return addresses(own, ports);
    }

    private String startJournal() throws IOException {
        List<String> own = hosts.subList(MEMBERS, 2 * MEMBERS);
        List<Integer> ports = ports(MEMBERS);
        List<Integer> rafts = ports(MEMBERS);
        String group = UUID.randomUUID().toString();
        List<String> members = IntStream.range(0, MEMBERS)
                .mapToObj(i -> "%d@%s:%d:%d".formatted(i + 1, own.get(i), ports.get(i), rafts.get(i)))
                .toList();
        for (int i = 0; i < MEMBERS; i++) {
            journal.add(start(
                    Role.JOURNAL,
                    i,
                    Map.of(
                            "ROBUSTMQ_NODE_NODE_ID",
                            "" + (i + 1),
                            "ROBUSTMQ_NETWORK_BIND_ADDRESS",
                            own.get(i),
                            "ROBUSTMQ_NETWORK_GRPC_PORT",
                            "" + ports.get(i),
                            "ROBUSTMQ_NETWORK_RAFT_PORT",
                            "" + rafts.get(i),
                            "ROBUSTMQ_CLUSTER_GROUPS",
                            group,
                            "ROBUSTMQ_CLUSTER_MEMBERS",
                            String.join(",", members),
                            "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES",
                            SmallDisk.isPossible() ? LEAST_FREE_MEBIBYTES + "MiB" : "0")));
        }
        return addresses(own, ports);
    }

    private void startBrokers(int count, String centre, String shards) throws IOException {
        for (int i = 0; i < count; i++) {
            String host = hosts.get(2 * MEMBERS + i);
            int port = TestPorts.next();
            listeners.add(new InetSocketAddress(host, port));
            Map<String, String> settings = new HashMap<>(Map.of(
                    "ROBUSTMQ_BROKER_NODE_ID",
                    "" + (i + 1),
                    "ROBUSTMQ_PLACEMENT_CENTER",
                    centre,
                    "ROBUSTMQ_CLUSTER_GRPC_PORT",
                    "" + TestPorts.next(),
                    "ROBUSTMQ_NETWORK_TCP_PORT",
                    "" + port,
                    "ROBUSTMQ_NETWORK_WEBSOCKET_PORT",
                    "",
                    "ROBUSTMQ_STORAGE_TYPE",
                    "journal",
                    "ROBUSTMQ_STORAGE_JOURNAL_SERVERS",
                    shards));
            settings.put("ROBUSTMQ_CLUSTER_ADDRESS", host);
            settings.put("ROBUSTMQ_NETWORK_BIND_ADDRESS", host);
            settings.put("ROBUSTMQ_AUTH_ALLOW_ANONYMOUS", "true");
            brokers.add(start(Role.BROKER, i, settings));
        }
    }

    private ClusterServer start(Role role, int index, Map<String, String> settings) throws IOException {
        int host = all().size();
        Path own = folder.resolve(role.name().toLowerCase(Locale.ROOT) + "-" + (index + 1));
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("ROBUSTMQ_DATA_PATH", "data");
        SmallDisk disk = role == Role.JOURNAL && SmallDisk.isPossible()
                ? new SmallDisk(own.resolve("data"), DISK_MEBIBYTES)
                : null;
        if (disk != null) {
            disks.add(disk);
        }
        List<String> within = network == null ? List.of() : network.within().get(host);
        ClusterServer server = new ClusterServer(role, own, environment, within, disk);
        server.start();
        return server;
    }

    private static List<Integer> ports(int count) {
        return IntStream.range(0, count).mapToObj(_ -> TestPorts.next()).toList();
    }

    private static String addresses(List<String> hosts, List<Integer> ports) {
        return IntStream.range(0, ports.size())
                .mapToObj(i -> hosts.get(i) + ":" + ports.get(i))
                .collect(Collectors.joining(","));
    }

    /** Where clients find the brokers, whether these are there or not. */
    List<InetSocketAddress> listeners() {
        return List.copyOf(listeners);
    }

    /** Every server, the first in line first: placement centre, journal, brokers. */
    List<ClusterServer> all() {
        return Stream.of(placement, journal, brokers).flatMap(List::stream).toList();
    }

    /** One of each role; others of each role are more. */
    List<ClusterServer> minority(Random random) {
        return Stream.of(placement, journal, brokers)
                .map(role -> role.get(random.nextInt(role.size())))
                .toList();
    }

    boolean canBeCut() {
        return network != null;
    }

    /** Nothing that some say comes to the others any more; the way of clients to all stays. */
    void silence(List<ClusterServer> some) {
        cut(some, true);
    }

    /** Nothing that the others say comes to some any more. */
    void deafen(List<ClusterServer> some) {
        cut(some, false);
    }

    private void cut(List<ClusterServer> some, boolean outwards) {
        List<ClusterServer> all = all();
        for (int one = 0; one < all.size(); one++) {
            for (int other = 0; other < all.size(); other++) {
                if (some.contains(all.get(one)) && !some.contains(all.get(other))) {
                    requireNonNull(network).cut(outwards ? one : other, outwards ? other : one);
                }
            }
        }
    }

    void heal() {
        requireNonNull(network).heal();
    }

    @Override
    public void close() {
        all().reversed().forEach(ClusterServer::close);
        disks.forEach(SmallDisk::close);
        if (network != null) {
            network.close();
        }
    }
}
