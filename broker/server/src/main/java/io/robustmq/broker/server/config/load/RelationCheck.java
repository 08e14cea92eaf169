package io.robustmq.broker.server.config.load;

import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.ClusterTlsConfig;
import io.robustmq.broker.server.config.NetworkConfig;
import io.robustmq.broker.server.config.StorageConfig;
import io.robustmq.broker.server.config.TlsConfig;
import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.config.NearestName;
import io.robustmq.config.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What settings must have to do with each other, and with the files they name. */
final class RelationCheck {

    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    private final List<Problem> problems = new ArrayList<>();

    private RelationCheck() {}

    static List<Problem> in(BrokerConfig config) {
        RelationCheck check = new RelationCheck();
        check.addresses(config);
        check.ports(config);
        check.tls(config.tls());
        check.durableTopics(config.storage());
        check.readable("auth.file", config.auth().file());
        check.storage(config.storage().type());
        check.cluster(config);
        return check.problems;
    }

    private void addresses(BrokerConfig config) {
        NetworkConfig network = config.network();
        network.bindAddress().ifPresent(address -> {
            if (resolves("network.bind_address", address)
                    && !BindPolicy.resolve(address).isLoopbackAddress()
                    && !BindPolicy.hasAuthentication(config)
                    && !config.auth().allowAnonymous().orElse(false)) {
                problem(
                        "network.bind_address = " + address,
                        "would let anyone in who reaches this address; set auth.file or auth.placement, or"
                                + " auth.allow_anonymous = true if that is meant");
            }
        });
        config.placement().bindAddress().ifPresent(address -> resolves("placement.bind_address", address));
        config.management().bindAddress().ifPresent(address -> resolves("management.bind_address", address));
        if (!network.websocketPath().startsWith("/")) {
            problem("network.websocket_path = " + network.websocketPath(), "must start with /");
        }
    }

    private boolean resolves(String name, String address) {
        try {
            BindPolicy.resolve(address);
            return true;
        } catch (InvalidConfigurationException _) {
            problem(name + " = " + address, "no such address or host name");
            return false;
        }
    }

    private void ports(BrokerConfig config) {
        NetworkConfig network = config.network();
        if (network.writeLowWater() > network.writeHighWater()) {
            problem(
                    "network.write_low_water = " + network.writeLowWater(),
                    "must not be above network.write_high_water");
        }
        Map<Integer, String> taken = new HashMap<>();
        port("network.tcp_port", network.tcpPort(), taken);
        port("network.tcps_port", network.tcpsPort(), taken);
        port("network.websocket_port", network.websocketPort(), taken);
        port("network.websockets_port", network.websocketsPort(), taken);
        port("placement.grpc_port", config.placement().grpcPort(), taken);
        if (config.placementCenter().isPresent()) {
            port("cluster.grpc_port", OptionalInt.of(config.cluster().grpcPort()), taken);
        }
    }

    private void port(String name, OptionalInt port, Map<Integer, String> taken) {
        if (port.orElse(0) == 0) {
            return;
        }
        String other = taken.putIfAbsent(port.getAsInt(), name);
        if (other != null) {
            problem(name + " = " + port.getAsInt(), "is the port of " + other + " already");
        }
    }

    private void tls(TlsConfig tls) {
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            problem(tls.key().isPresent() ? "tls.key" : "tls.certificate", "tls.certificate and tls.key go together");
        }
        if (tls.certificate().isPresent() && tls.keystore().isPresent()) {
            problem("tls.keystore", "either tls.keystore, or tls.certificate and tls.key");
        }
        if (tls.clientAuth() != TlsConfig.ClientAuth.NONE && tls.clientCa().isEmpty()) {
            problem("tls.client_auth", "needs tls.client_ca");
        }
        if (tls.protocols().isEmpty() || !TLS_VERSIONS.containsAll(tls.protocols())) {
            problem("tls.protocols = " + String.join(",", tls.protocols()), "must be some of TLSv1.3, TLSv1.2");
        }
        readable("tls.certificate", tls.certificate());
        readable("tls.key", tls.key());
        readable("tls.keystore", tls.keystore());
        readable("tls.client_ca", tls.clientCa());
    }

    private void storage(String type) {
        List<String> types = AdapterSettings.types();
        if (!types.contains(type)) {
            String guess = NearestName.of(type, types)
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse("");
            problem("storage.type = " + type, "must be one of " + String.join(", ", types) + guess);
        }
    }

    private void cluster(BrokerConfig config) {
        for (String address : config.placementCenter().orElse(List.of())) {
            if (!address.matches(".+:\\d{1,5}")) {
                problem("placement_center = " + address, "must be host:port");
            }
        }
        if (config.placementCenter().isPresent()) {
            resolves("cluster.address", config.cluster().address());
            config.cluster().bindAddress().ifPresent(address -> resolves("cluster.bind_address", address));
            if (BindPolicy.usesPlacement(config)
                    || config.placement().grpcPort().isPresent()) {
                problem(
                        config.placement().grpcPort().isPresent() ? "placement.grpc_port" : "auth.placement = true",
                        "is for a broker by itself, which keeps users in its own storage: the brokers of a cluster would not hear of"
                                + " each other's changes; with placement_center use auth.file");
            }
        }
        clusterTls(config.cluster().tls());
    }

    private void clusterTls(ClusterTlsConfig tls) {
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            problem(
                    tls.key().isPresent() ? "cluster.tls.key" : "cluster.tls.certificate",
                    "cluster.tls.certificate and cluster.tls.key go together");
        }
        if (tls.certificate().isPresent() && tls.keystore().isPresent()) {
            problem(
                    "cluster.tls.keystore",
                    "either cluster.tls.keystore, or cluster.tls.certificate and cluster.tls.key");
        }
        boolean hasKey = tls.certificate().isPresent() || tls.keystore().isPresent();
        if (hasKey != tls.ca().isPresent()) {
            problem(
                    hasKey ? "cluster.tls" : "cluster.tls.ca",
                    "a certificate and cluster.tls.ca go together: brokers show theirs to each other");
        }
        readable("cluster.tls.certificate", tls.certificate());
        readable("cluster.tls.key", tls.key());
        readable("cluster.tls.keystore", tls.keystore());
        readable("cluster.tls.ca", tls.ca());
    }

    private void readable(String name, Optional<Path> file) {
        file.filter(path -> !Files.isReadable(path) || Files.isDirectory(path))
                .ifPresent(path -> problem(name + " = " + path, "cannot be read"));
    }

    private void durableTopics(StorageConfig storage) {
        for (String text : storage.durableTopics().orElse(List.of())) {
            String where = "storage.durable_topics = " + text;
            try {
                if (TopicFilter.parse(text).isShared()) {
                    problem(where, "must not be the filter of a shared subscription");
                }
            } catch (MalformedPacketException e) {
                problem(where, String.valueOf(e.getMessage()));
            }
        }
    }

    private void problem(String where, String what) {
        problems.add(new Problem(where, what));
    }
}
