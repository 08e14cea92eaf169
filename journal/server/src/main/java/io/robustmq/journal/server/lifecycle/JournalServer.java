package io.robustmq.journal.server.lifecycle;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.server.config.JournalConfig;
import io.robustmq.journal.server.config.SegmentsConfig;
import io.robustmq.journal.server.config.Servers;
import io.robustmq.journal.server.disk.Room;
import io.robustmq.journal.server.placed.PlacedGroups;
import io.robustmq.journal.server.raft.JournalNode;
import io.robustmq.journal.server.raft.NodeSettings;
import io.robustmq.journal.server.raft.Replica;
import io.robustmq.journal.server.rpc.JournalService;
import io.robustmq.journal.storage.log.FlushPolicy;
import io.robustmq.journal.storage.log.LogSettings;
import io.robustmq.placement.client.session.NodeIdentity;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.RaftSettings;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The parts of one process: the replicas of its node, then the gRPC port. */
@Singleton
public class JournalServer {
    private static final Logger LOG = Logger.getLogger("io.robustmq.journal");
    private static final int LARGEST_MESSAGE = 24 << 20;
    private static final int HEADER_SEGMENT_BYTES = 128 << 10;
    private static final long FLUSH_MILLIS = 200;
    private static final long GRACE_SECONDS = 5;

    /** Clients ask every 10 s whether the server is there; one that asks more often than this is sent away. */
    private static final long SHORTEST_KEEP_ALIVE_SECONDS = 5;

    private final JournalConfig config;
    private final String version;
    private volatile @Nullable JournalNode node;
    private volatile @Nullable PlacedGroups placedGroups;
    private volatile ShardsResponse shards = ShardsResponse.getDefaultInstance();
    private @Nullable Server grpc;
    private String addresses = "";
    private volatile boolean stopping;

    /** What there has to be room on before this server takes part; null while it does. */
    private volatile @Nullable Room awaited;

    JournalServer(JournalConfig config, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.version = version;
    }

    /** @throws UncheckedIOException if a folder or a port cannot be used */
    synchronized void start() {
        int grpcPort =
                config.network().grpcPort() == 0 ? freePort() : config.network().grpcPort();
        int raftPort =
                config.network().raftPort() == 0 ? freePort() : config.network().raftPort();
        JournalNode running = config.placementCenter().isPresent()
                ? placed(config.placementCenter().get(), grpcPort, raftPort)
                : fixed(Servers.of(config, grpcPort, raftPort), raftPort);
        try {
            grpc = NettyServerBuilder.forAddress(new InetSocketAddress(bindAddress(), grpcPort))
                    .addService(new JournalService(running, this::shards))
                    .maxInboundMessageSize(LARGEST_MESSAGE)
                    .permitKeepAliveTime(SHORTEST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the gRPC port " + grpcPort + " cannot be opened", e);
        }
        String host = bindAddress().getHostAddress();
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        addresses = "grpc %s:%d, raft %s:%d".formatted(shown, grpcPort, shown, raftPort);
    }

    /** Groups as the settings have them. */
    private JournalNode fixed(Servers servers, int raftPort) {
        JournalNode running = JournalNode.start(settings(raftPort), servers.self());
        node = running;
        servers.groups().forEach(group -> running.join(group, servers.all()));
        shards = ShardsResponse.newBuilder()
                .addAllGroups(servers.groups().stream().map(UUID::toString).toList())
                .build();
        return running;
    }

    /** Groups as the placement centre has them. */
    private JournalNode placed(List<String> placement, int grpcPort, int raftPort) {
        NodeIdentity identity = NodeIdentity.in(folder());
        String host = config.node().addr();
        Member self = new Member(identity.nodeId(), host + ":" + raftPort, host + ":" + grpcPort, Member.Role.VOTER);
        JournalNode running = JournalNode.start(settings(raftPort), self);
        node = running;
        placedGroups = new PlacedGroups(
                new PlacedGroups.Settings(
                        placement,
                        config.cluster().lease(),
                        version,
                        config.cluster().shards(),
                        config.cluster().firstServers()),
                identity,
                running);
        return running;
    }

    private ShardsResponse shards() {
        PlacedGroups placed = placedGroups;
        return placed == null ? shards : placed.shards();
    }

    private Path folder() {
        return config.dataPath().orElse(Path.of("data", "journal"));
    }

    private NodeSettings settings(int raftPort) {
        Path folder = folder();
        boolean flush = config.segments().durability() == SegmentsConfig.Durability.QUORUM_FSYNC;
        RaftSettings raft = new RaftSettings(
                folder.resolve("raft"),
                bindAddress().getHostAddress(),
                raftPort,
                config.raft().electionTimeout(),
                config.raft().snapshotEntries(),
                0, // a header without its records is of no use
                config.raft().requestTimeout());
        LogSettings log = LogSettings.DEFAULTS.with(draft -> {
            draft.segmentBytes = Math.toIntExact(config.segments().segmentBytes());
            draft.flush = flush ? new FlushPolicy.EveryCommit() : new FlushPolicy.Interval(FLUSH_MILLIS);
            draft.queueBytes = Long.MAX_VALUE; // what waits is bounded before it is an entry
            draft.queueAppends = Integer.MAX_VALUE;
        });
        Path groups = folder.resolve("groups");
        try {
            Files.createDirectories(groups);
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + folder + " cannot be used", e);
        }
        return new NodeSettings(
                groups,
                raft,
                log,
                flush,
                HEADER_SEGMENT_BYTES,
                config.segments().waitingBytes(),
                config.segments().leastFreeBytes());
    }

    private InetAddress bindAddress() {
        try {
            return config.network().bindAddress().isPresent()
                    ? InetAddress.getByName(config.network().bindAddress().get())
                    : InetAddress.getLoopbackAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("network.bind_address is no address or host name", e);
        }
    }

    private int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, bindAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The replicas, once they are open. */
    public Optional<JournalNode> node() {
        return Optional.ofNullable(node);
    }

    /** Whether all replicas that are to be here are, every group has a leader that this server knows of, and its replica takes part. */
    public boolean isReady() {
        JournalNode running = node;
        PlacedGroups placed = placedGroups;
        return running != null
                && !stopping
                && (placed == null || placed.isComplete())
                && running.replicas().stream()
                        .allMatch(replica -> replica.trouble().isEmpty() && replica.leader() != null);
    }

    /**
     * Stops taking part when a replica has stopped for want of room on the disk, and begins again when there is enough. Others go on
     * meanwhile, as without a server that is down.
     *
     * @return what has failed otherwise: the process must be started again; empty if nothing has
     * @throws UncheckedIOException if it cannot begin again
     */
    synchronized String look() {
        JournalNode running = node;
        Room room = awaited;
        if (room != null && !stopping && room.isEnough()) {
            LOG.info("there is room again: this server takes part");
            awaited = null;
            start();
        }
        if (room != null || stopping || running == null) {
            return "";
        }
        String trouble = "";
        for (Replica replica : running.replicas()) {
            if (replica.isOutOfRoom() && !running.room().isEnough()) {
                LOG.error("this server takes no part until there is room: "
                        + running.room().text());
                awaited = running.room();
                end();
                return "";
            }
            trouble = trouble.isEmpty() ? replica.trouble() : trouble;
        }
        return trouble;
    }

    /** What this server waits for before it takes part in its groups; empty if it does. */
    public String waitingFor() {
        Room room = awaited;
        return room == null ? "" : room.text();
    }

    /** Free on the disk of the data folder; NaN before there is one. */
    public double freeBytes() {
        Room room = awaited;
        JournalNode running = node;
        if (room == null && running != null) {
            room = running.room();
        }
        return room == null ? Double.NaN : (double) room.freeBytes();
    }

    /** Where it is reached: {@code grpc 127.0.0.1:1229, raft 127.0.0.1:1239}. */
    String addresses() {
        return addresses;
    }

    void onStopRequested(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    /** Hands over what it leads, and stops taking part. */
    synchronized void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        end();
        LOG.info("stopped");
    }

    private void end() {
        PlacedGroups placed = placedGroups;
        placedGroups = null;
        if (placed != null) {
            placed.close();
        }
        JournalNode running = node;
        node = null;
        if (running != null) {
            running.replicas().forEach(Replica::handOver);
        }
        Server port = grpc;
        if (port != null) {
            port.shutdownNow();
            try {
                port.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (running != null) {
            try {
                running.close();
            } catch (RuntimeException e) { // as with a full disk: what is on it is whole
                LOG.warn("not all was closed in order: " + e);
            }
        }
    }
}
