package io.robustmq.operator.model.settings;

import io.robustmq.crds.v1alpha1.cluster.AdapterType;
import io.robustmq.crds.v1alpha1.cluster.Listener;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.cluster.StorageAdapter;
import io.robustmq.crds.v1alpha1.cluster.TlsMode;
import io.robustmq.operator.model.naming.Names;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code mqtt-server.toml}: the same for all brokers; what differs, and what is secret, comes by the environment. */
public final class BrokerFile {
    public static final String NAME = "mqtt-server.toml";
    public static final String ACCESS = "/etc/robustmq/access";
    public static final String TLS = "/etc/robustmq/tls";
    public static final int PEERS = 1230;

    private BrokerFile() {}

    /** What needs a restart to take effect. */
    public static Map<String, String> settings(RobustMQClusterSpec spec) {
        Map<String, String> settings = new TreeMap<>();
        Shared.put(spec, settings);
        long stop = Math.clamp(spec.broker().terminationGracePeriodSeconds() - Shared.SPARE_SECONDS, 1, 600);
        settings.put("lifecycle.stop_timeout", stop + "s");
        settings.put(
                "cluster.drain_rate",
                Integer.toString(spec.broker().evacuation().connectionsPerSecond()));
        settings.putAll(spec.broker().config());
        settings.put("network.bind_address", "0.0.0.0");
        settings.put("cluster.bind_address", "0.0.0.0");
        settings.put("cluster.grpc_port", Integer.toString(PEERS));
        settings.put("management.port", Integer.toString(Shared.MANAGEMENT));
        settings.put("management.bind_address", "0.0.0.0");
        settings.put("auth.file", ACCESS + "/access.toml");
        settings.put("auth.allow_anonymous", spec.auth().allowAnonymous().toString());
        listeners(spec, settings);
        storage(spec.storageAdapter(), settings);
        return settings;
    }

    /** Addresses of the others are read at the start, and some do: others are no reason for a restart. */
    public static String text(RobustMQClusterSpec spec, Names names) {
        Map<String, String> settings = settings(spec);
        settings.put("placement_center", PlacementFile.addresses(spec, names));
        if (spec.storageAdapter().type() == AdapterType.JOURNAL) {
            settings.put("storage.journal.servers", JournalFile.addresses(spec, names));
        }
        return Toml.of(settings);
    }

    /** A listener that is not asked for is closed by an empty port. */
    private static void listeners(RobustMQClusterSpec spec, Map<String, String> settings) {
        for (Door door : Door.values()) {
            settings.put(door.setting(), "");
        }
        for (Listener listener : spec.listeners()) {
            Door door = Door.of(listener.protocol());
            settings.put(door.setting(), Integer.toString(door.port()));
        }
        if (spec.tls().mode() == TlsMode.DISABLED) {
            return;
        }
        settings.put("tls.certificate", TLS + "/tls.crt");
        settings.put("tls.key", TLS + "/tls.key");
        boolean asks = spec.listeners().stream()
                .anyMatch(listener -> listener.tls() != null && listener.tls().clientCertificates());
        if (asks) {
            settings.put("tls.client_ca", TLS + "/ca.crt");
            settings.put("tls.client_auth", "required");
        }
    }

    private static void storage(StorageAdapter adapter, Map<String, String> settings) {
        settings.put("storage.type", word(adapter.type()));
        if (adapter.mysql() != null) {
            settings.put("storage.mysql.url", adapter.mysql().url());
        }
        if (adapter.s3() != null) {
            settings.put("storage.s3.bucket", adapter.s3().bucket());
            putIfGiven(settings, "storage.s3.endpoint", adapter.s3().endpoint());
            putIfGiven(settings, "storage.s3.region", adapter.s3().region());
            putIfGiven(settings, "storage.s3.prefix", adapter.s3().prefix());
        }
    }

    private static String word(AdapterType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static void putIfGiven(Map<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }
}
