package io.robustmq.placement.server.lifecycle;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.RaftSettings;
import io.robustmq.placement.server.api.ClusterService;
import io.robustmq.placement.server.api.MemberTable;
import io.robustmq.placement.server.api.NodesService;
import io.robustmq.placement.server.api.RpcTimes;
import io.robustmq.placement.server.api.ShardsService;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.server.config.ClusterConfig;
import io.robustmq.placement.server.config.Peers;
import io.robustmq.placement.server.config.PlacementConfig;
import io.robustmq.placement.server.disk.FolderLock;
import io.robustmq.placement.server.disk.StoreException;
import io.robustmq.placement.server.member.Formation;
import io.robustmq.placement.server.member.Identity;
import io.robustmq.placement.server.member.Joiner;
import io.robustmq.placement.server.member.Removal;
import io.robustmq.placement.server.raft.LogBounds;
import io.robustmq.placement.server.raft.RaftNode;
import io.robustmq.placement.server.raft.RaftStatus;
import io.robustmq.placement.service.api.Desk;
import io.robustmq.placement.service.api.ResourcesService;
import io.robustmq.placement.service.api.WatchService;
import io.robustmq.placement.service.grpc.GrpcPort;
import io.robustmq.placement.service.watch.WatchHub;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one process, in the order in which they come up:
 *
 * <pre>
 *   gRPC port (says who it is, refuses the rest) ──► identity (folder, or what the others say)
 *       ──► Centre (log and state) ──► Joiner, if it has to come in ──► serves
 * </pre>
 */
@Singleton
public class PlacementServer {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");
    private static final long NEAR = 1_000; // entries; beyond, reads would wait

    private final PlacementConfig config;
    private final Desk<Centre> desk = new Desk<>();
    private final WatchHub hub;
    private final MemberTable table;
    private final RpcTimes times;
    private final Formation formation;
    private final Peers peers;
    private final Removal removal;
    private volatile String logId = "";
    private volatile int grpcPort;
    private volatile int raftPort;
    private volatile boolean stopping;
    private @Nullable FolderLock lock;
    private @Nullable GrpcPort grpc;
    private volatile @Nullable Centre centre;
    private volatile @Nullable Joiner joiner;

    PlacementServer(
            PlacementConfig config,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.table = new MemberTable(version, () -> logId);
        this.hub = new WatchHub(config.watch().history(), config.watch().maximum());
        this.times = new RpcTimes(registry);
        this.peers = Peers.of(config);
        this.removal = new Removal(peers, folder());
        this.formation = new Formation(peers, config.cluster().bootstrap());
    }

    /**
     * Opens the port and begins to take part; that may take until others answer.
     *
     * @throws UncheckedIOException if one of its ports cannot be opened, or another process uses the folder
     * @throws io.robustmq.placement.server.disk.StoreException if the folder cannot be used
     */
    void start(Thread.UncaughtExceptionHandler onFailure) {
        Path folder = folder();
        lock = FolderLock.take(folder);
        Identity.read(folder, peers.self())
                .ifPresent(known -> logId = known.logId().toString());
        grpc = new GrpcPort(
                new InetSocketAddress(bindAddress(), config.network().grpcPort()),
                List.of(
                        new ClusterService(desk, table),
                        new NodesService(desk),
                        new ResourcesService(desk),
                        new ShardsService(desk),
                        new WatchService(desk, hub)),
                List.of(times));
        grpcPort = grpc.port();
        raftPort =
                config.network().raftPort() == 0 ? freePort() : config.network().raftPort();
        requireFree(raftPort);
        sayIfListedElsewhere();
        Thread.ofPlatform()
                .name("form")
                .daemon()
                .uncaughtExceptionHandler(onFailure)
                .start(() -> takePart(folder, onFailure));
    }

    private void takePart(Path folder, Thread.UncaughtExceptionHandler onFailure) {
        try {
            Optional<Identity> identity = formation.identify(folder);
            if (identity.isPresent()) {
                takePart(folder, identity.get(), onFailure);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void takePart(Path folder, Identity identity, Thread.UncaughtExceptionHandler onFailure) {
        String host = config.node().addr();
        Member self = new Member(identity.memberId(), host + ":" + raftPort, host + ":" + grpcPort, Member.Role.VOTER);
        RaftSettings settings = new RaftSettings(
                folder.resolve("raft"),
                bindAddress().getHostAddress(),
                raftPort,
                config.raft().electionTimeout(),
                config.raft().snapshotEntries(),
                config.raft().retainedEntries(),
                config.raft().requestTimeout());
        LogBounds bounds = new LogBounds(
                config.raft().snapshotEntries(),
                config.raft().snapshotBytes(),
                config.raft().retainedEntries(),
                config.raft().retainedBytes());
        if (identity.hadLog() && !RaftNode.hasLog(settings, identity.logId())) {
            throw new StoreException(
                    "the data folder " + folder + " cannot be used",
                    new IOException("member " + identity.memberId() + " had a log in it, which is gone"));
        }
        Centre running = new Centre(
                identity,
                self,
                settings,
                bounds,
                folder,
                config.raft().waitingBytes(),
                hub,
                fault -> onFailure.uncaughtException(Thread.currentThread(), fault));
        if (identity.origin() == Identity.Origin.FOUNDING) {
            identity.founded().write(folder);
        }
        sayIfElsewhere(self, running.node().members());
        synchronized (this) {
            if (stopping) {
                running.close();
                return;
            }
            centre = running;
        }
        desk.open(running);
        logId = identity.logId().toString();
        if (identity.origin() == Identity.Origin.JOINING) {
            boolean asVoter = config.cluster().joinAs() == ClusterConfig.JoinAs.VOTER;
            joiner = new Joiner(peers, identity, self, asVoter, running.node(), folder);
            joiner.start();
        }
    }

    /** The others are told the address it is started at, and ask it at the one in their lists: both may be right, behind a proxy. */
    private void sayIfListedElsewhere() {
        String started = config.node().addr() + ":" + grpcPort;
        if (!peers.others().isEmpty() && !peers.selfAddress().equals(started)) {
            LOG.warn("cluster.members has this member at " + peers.selfAddress() + ", and clients and members are told "
                    + started + ", of node.addr and network.grpc_port: if they do not reach it there, it will never be"
                    + " one of them");
        }
    }

    /** A member that is alone settles at its new addresses by itself ({@link Centre}). */
    private static void sayIfElsewhere(Member self, List<Member> known) {
        known.stream()
                .filter(member -> known.size() > 1 && member.id().equals(self.id()) && !member.isAtAddressesOf(self))
                .forEach(member -> LOG.error("the other members reach this one at " + member.apiAddress() + " and "
                        + member.raftAddress() + ", and it was started at " + self.apiAddress() + " and "
                        + self.raftAddress()
                        + ": it hears nothing of them. Start it at its old addresses, or with an empty"
                        + " data folder, so that it takes its own place as another. See \"A member that moves\" in"
                        + " src-docs/operations/placement.md."));
    }

    private Path folder() {
        return config.dataPath().or(config.rocksdb()::dataPath).orElse(Path.of("data", "placement"));
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

    /** The log would end the process with a stack trace; it begins much later, and says which port, but not which setting. */
    private void requireFree(int port) {
        try {
            new ServerSocket(port, 1, bindAddress()).close();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + bindAddress().getHostAddress() + ":" + port + " (network.raft_port): "
                            + e.getMessage(),
                    e);
        }
    }

    private int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, bindAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The member, once it takes part. */
    public Optional<Centre> centre() {
        return Optional.ofNullable(centre);
    }

    /** Whether its admin port is open. */
    boolean isAdministered() {
        return config.admin().tokenFile().isPresent();
    }

    /** Where services find the member. */
    public Desk<Centre> desk() {
        return desk;
    }

    /** What is told of members. */
    public MemberTable members() {
        return table;
    }

    public WatchHub watches() {
        return hub;
    }

    /** Whether it is one of a majority that has a leader, and has applied nearly all that it knows to be committed. */
    public boolean isReady() {
        Centre running = centre;
        if (running == null || stopping) {
            return false;
        }
        RaftStatus status = running.node().status();
        return switch (status.role()) {
            case LEADER -> running.leads() && running.image().isFormed();
            case FOLLOWER -> status.leader() != null && running.image().isFormed() && status.behind() <= NEAR;
            case CANDIDATE, LEARNER, OUTSIDER, STOPPED -> false;
        };
    }

    /** Whether the log has ended although nobody stopped it. */
    boolean hasStoppedByItself() {
        Centre running = centre;
        return running != null && !stopping && running.node().status().role() == RaftStatus.Role.STOPPED;
    }

    /** Whether this member was removed, as its folder says. */
    boolean isKnownRemoved() {
        return removal.isKnown();
    }

    /** Whether it was removed, as the others say; asks them unless all is well. Takes seconds if they do not answer. */
    boolean wasRemoved() {
        Centre running = centre;
        return running != null
                && !stopping
                && !isReady()
                && removal.find(running.node().members());
    }

    /** Where it is reached: {@code grpc 127.0.0.1:1228, raft 127.0.0.1:1238}. */
    String addresses() {
        String host = bindAddress().getHostAddress();
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "grpc %s:%d, raft %s:%d".formatted(shown, grpcPort, shown, raftPort);
    }

    void onStopRequested(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    /** Hands leadership over if it can, and stops taking part. */
    void stop() {
        Centre running;
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
            running = centre;
        }
        formation.stop();
        Joiner joining = joiner;
        if (joining != null) {
            joining.stop();
        }
        if (running != null) {
            Successor.handOver(running);
        }
        hub.close();
        if (grpc != null) {
            grpc.close();
        }
        if (running != null) {
            running.close();
        }
        if (lock != null) {
            lock.close();
        }
        LOG.info("stopped");
    }
}
