package io.robustmq.broker.server.lifecycle;

import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.load.BindPolicy;
import io.robustmq.broker.server.placement.PlacementPort;
import io.robustmq.broker.server.placement.StandalonePlacement;
import io.robustmq.broker.server.storage.ConfiguredStorage;
import io.robustmq.broker.server.storage.MeasuredStorage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.placement.state.format.FormatException;
import io.robustmq.placement.state.model.Kind;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The placement that a broker on its own keeps, as the settings want it: not there, or its users and rules in force, or changed by a
 * port as well. Opened and closed by the thread that starts and stops the broker.
 */
final class KeptPlacement implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KeptPlacement.class);

    /** The shard of the broker's storage that it is kept in. */
    private static final int SHARD = 0;

    private static final String IN_MEMORY = "memory";

    private final BrokerConfig config;
    private final StandalonePlacement placement;
    private @Nullable PlacementPort port;

    private KeptPlacement(BrokerConfig config, StandalonePlacement placement) {
        this.config = config;
        this.placement = placement;
    }

    /**
     * Puts what is kept into force; the port stays closed.
     *
     * @return null if the settings do not want it
     * @throws io.robustmq.config.InvalidConfigurationException if what storage holds cannot be read
     * @throws java.io.UncheckedIOException if storage does not answer
     */
    static @Nullable KeptPlacement open(BrokerConfig config, MeasuredStorage storage, Access access) {
        boolean counts = BindPolicy.usesPlacement(config);
        if (!counts && config.placement().grpcPort().isEmpty()) {
            warnOfWhatDoesNotCount(storage);
            return null;
        }
        try {
            StandalonePlacement opened = StandalonePlacement.open(storage.shard(SHARD), counts ? access : null);
            logWhatIsKept(opened, storage, counts);
            return new KeptPlacement(config, opened);
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case StorageException unread -> ConfiguredStorage.unusable(storage.type(), unread);
                case FormatException unknown -> ConfiguredStorage.unusable(storage.type(), unknown);
                case null, default -> e;
            };
        }
    }

    /** Somebody may have closed the port, and not meant that users and rules are no more. Does not wait for storage. */
    private static void warnOfWhatDoesNotCount(MeasuredStorage storage) {
        var unused = StandalonePlacement.isIn(storage.shard(SHARD)).thenAccept(there -> {
            if (there) {
                LOG.warn(
                        "users and rules that were written by gRPC are in storage and do not count: set auth.placement ="
                                + " true, or placement.grpc_port");
            }
        });
    }

    private static void logWhatIsKept(StandalonePlacement opened, MeasuredStorage storage, boolean counts) {
        LOG.infof(
                "kept by the broker: users=%d rules=%d blocked=%d in storage %s%s",
                count(opened, Kind.USER),
                count(opened, Kind.ACL_RULE),
                count(opened, Kind.BLOCK_RULE),
                storage.type(),
                counts ? "" : "; they do not count, as auth.placement = false says");
        if (storage.type().equals(IN_MEMORY)) {
            LOG.warnf("storage %s keeps users and rules until this process ends, and no longer", storage.type());
        }
    }

    private static int count(StandalonePlacement opened, Kind kind) {
        int[] count = {0};
        opened.image().forEach(kind, _ -> count[0]++);
        return count[0];
    }

    /** @throws java.io.UncheckedIOException if it cannot be opened */
    void openPort() {
        if (config.placement().grpcPort().isPresent()) {
            port = new PlacementPort(
                    placement,
                    new InetSocketAddress(
                            BindPolicy.placementAddress(config),
                            config.placement().grpcPort().getAsInt()));
        }
    }

    /** Where the port is; empty if it is closed. */
    Optional<InetSocketAddress> address() {
        return Optional.ofNullable(port)
                .map(open -> new InetSocketAddress(BindPolicy.placementAddress(config), open.port()));
    }

    @Override
    public void close() {
        if (port != null) {
            port.close();
        }
        placement.close();
    }
}
