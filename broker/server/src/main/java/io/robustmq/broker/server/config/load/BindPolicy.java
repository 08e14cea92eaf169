package io.robustmq.broker.server.config.load;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.config.InvalidConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where listeners may be reached from. An unprotected broker is not opened to others by accident: without authentication
 * it listens on loopback, unless an address is set and {@code allow_anonymous} says that this is meant.
 */
public final class BindPolicy {

    private BindPolicy() {}

    /** The address the MQTT listeners bind to. */
    public static InetAddress mqttAddress(BrokerConfig config) {
        return address(config.network().bindAddress(), config);
    }

    /** Whether the MQTT listeners are on loopback only because nothing said otherwise. */
    public static boolean isLoopbackForSafety(BrokerConfig config) {
        return config.network().bindAddress().isEmpty() && !hasAuthentication(config);
    }

    /** Whether clients have to prove who they are. */
    public static boolean hasAuthentication(BrokerConfig config) {
        return config.auth().file().isPresent() || usesPlacement(config);
    }

    /** Whether users and rules that the broker keeps itself count. */
    public static boolean usesPlacement(BrokerConfig config) {
        return config.auth().placement().orElse(config.placement().grpcPort().isPresent());
    }

    /** The address the gRPC port binds to. */
    public static InetAddress placementAddress(BrokerConfig config) {
        return config.placement().bindAddress().map(BindPolicy::resolve).orElseGet(InetAddress::getLoopbackAddress);
    }

    /** Whether a client without a user name may come in. */
    public static boolean allowsAnonymous(BrokerConfig config) {
        return config.auth().allowAnonymous().orElse(!hasAuthentication(config));
    }

    /** The address an optional {@code bind_address} comes to. */
    static InetAddress address(Optional<String> configured, BrokerConfig config) {
        return configured
                .map(BindPolicy::resolve)
                .orElseGet(() -> hasAuthentication(config) ? resolve("0.0.0.0") : InetAddress.getLoopbackAddress());
    }

    /** @throws InvalidConfigurationException if there is no such host */
    static InetAddress resolve(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException _) {
            throw new InvalidConfigurationException(
                    "network.bind_address = " + address, "no such address or host name");
        }
    }
}
