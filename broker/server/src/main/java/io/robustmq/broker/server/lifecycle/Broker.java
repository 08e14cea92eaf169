package io.robustmq.broker.server.lifecycle;

import io.robustmq.broker.core.node.ClusterPorts;
import io.robustmq.broker.core.node.Node;
import io.robustmq.broker.core.node.NodePorts;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.server.channel.Admission;
import io.robustmq.broker.server.cluster.Cluster;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.load.CoreSettings;
import io.robustmq.broker.server.listener.LaneThreads;
import io.robustmq.broker.server.listener.Listeners;
import io.robustmq.broker.server.log.ClientLog;
import io.robustmq.broker.server.storage.ConfiguredStorage;
import io.robustmq.broker.server.storage.MeasuredStorage;
import io.robustmq.broker.storage.spi.StorageException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A running broker: threads, the core on them, and the sockets that lead there. Knows nothing of the application around it;
 * tests start as many as they like.
 *
 * <p>{@link #start} and {@link #stop} are called once, by one thread; the rest by any.
 */
public final class Broker {

    private static final Logger LOG = Logger.getLogger(Broker.class);

    private final BrokerConfig config;
    private final Access access;
    private final LaneThreads threads;
    private final MeasuredStorage storage;
    private final Node node;
    private final @Nullable Cluster cluster;
    private final @Nullable KeptPlacement placement;
    private final Listeners listeners;
    private volatile boolean stopping;

    private Broker(
            BrokerConfig config,
            Access access,
            LaneThreads threads,
            MeasuredStorage storage,
            @Nullable Cluster cluster,
            String version) {
        this.config = config;
        this.access = access;
        this.threads = threads;
        this.storage = storage;
        this.cluster = cluster;
        Settings settings = CoreSettings.of(config);
        this.node = new Node(
                settings,
                new NodePorts(
                        access.authenticator(),
                        access.authorizer(),
                        storage,
                        new ClientLog(),
                        threads.threads(),
                        new ProcessMemory(
                                HeapGauge.ofThisProcess(settings.memory().tightHeapPercent()), threads::bufferBytes),
                        new SecureRandom(),
                        cluster == null ? ClusterPorts.alone() : cluster.ports()),
                version,
                System.nanoTime(),
                System.currentTimeMillis());
        threads.startLanes(node::lane);
        recover();
        this.placement = KeptPlacement.open(config, storage, access);
        this.listeners = Listeners.start(
                threads,
                TransportSettings.network(config),
                TransportSettings.tls(config.tls()),
                Descriptors.ofThisProcess().fit(settings.connections()));
        if (placement != null) {
            placement.openPort();
        }
        if (cluster != null) {
            cluster.begin(node, version);
        }
    }

    private void recover() {
        try {
            int sessions = node.recover(System.currentTimeMillis())
                    .toCompletableFuture()
                    .join();
            if (sessions > 0) {
                LOG.infof("taken up from storage: %d sessions", sessions);
            }
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case StorageException unread -> ConfiguredStorage.unusable(storage.type(), unread);
                case StoredFormatException unknown -> ConfiguredStorage.unusable(storage.type(), unknown);
                case null, default -> e;
            };
        }
    }

    /**
     * Starts a broker; it serves clients when this returns.
     *
     * @param version shown to clients under {@code $SYS}
     * @throws io.robustmq.config.InvalidConfigurationException if a file of the settings, or storage, cannot
     *     be used
     * @throws java.io.UncheckedIOException if a port cannot be opened, or a service that storage needs does not answer
     */
    public static Broker start(BrokerConfig config, String version) {
        return start(config, Access.open(config), version);
    }

    /** As above, with other rules than the settings name; the broker closes them when it stops. */
    public static Broker start(BrokerConfig config, Access access, String version) {
        try {
            return start(config, access, ConfiguredStorage.open(config), version);
        } catch (RuntimeException e) {
            access.close();
            throw e;
        }
    }

    /** As above, with this storage; the broker closes it when it stops. */
    static Broker start(BrokerConfig config, Access access, MeasuredStorage storage, String version) {
        LaneThreads threads = LaneThreads.start(
                config.network().eventLoops(), config.network().nativeTransport());
        Cluster cluster = null;
        try {
            cluster = Cluster.of(config, storage.isShared());
            return new Broker(config, access, threads, storage, cluster, version);
        } catch (RuntimeException e) {
            if (cluster != null) {
                cluster.close();
            }
            threads.close();
            storage.close();
            throw e;
        }
    }

    /**
     * Stops in order: closes the placement's port, accepts nobody, publishes wills, tells clients (0x8B to those of 5.0), waits until they are gone, and
     * until storage has what their sessions leave to be written. At most the time that is set, of which half is for the wills
     * at most and a quarter is left to storage; then cuts what is left.
     */
    public void stop() {
        stopping = true;
        if (placement != null) {
            placement.close();
        }
        new Shutdown(config.lifecycle(), node, listeners, threads, storage, cluster).run();
        access.close();
    }

    /** Whether {@link #stop} was called. */
    public boolean isStopping() {
        return stopping;
    }

    /** The addresses clients can connect to, by listener: tcp, ws, tls, wss. */
    public Map<String, InetSocketAddress> addresses() {
        return listeners.addresses();
    }

    /** Where the placement that the broker keeps itself is read and changed; empty if that port is closed. */
    public Optional<InetSocketAddress> placementAddress() {
        return placement == null ? Optional.empty() : placement.address();
    }

    /** The other brokers; empty if this one is on its own. */
    public Optional<Cluster> cluster() {
        return Optional.ofNullable(cluster);
    }

    public LaneThreads lanes() {
        return threads;
    }

    public Node node() {
        return node;
    }

    public MeasuredStorage storage() {
        return storage;
    }

    public Access access() {
        return access;
    }

    /** The count of sockets. */
    public Admission admission() {
        return listeners.admission();
    }
}
