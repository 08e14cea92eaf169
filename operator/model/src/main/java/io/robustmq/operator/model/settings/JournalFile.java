package io.robustmq.operator.model.settings;

import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.Map;
import java.util.TreeMap;

/** {@code journal-server.toml}: the same for all nodes. Which groups they carry the placement centre decides. */
public final class JournalFile {
    public static final String NAME = "journal-server.toml";
    public static final int GRPC = 1229;
    public static final int RAFT = 1239;

    private JournalFile() {}

    /** What needs a restart to take effect. */
    public static Map<String, String> settings(RobustMQClusterSpec spec) {
        Map<String, String> settings = new TreeMap<>();
        Shared.put(spec, settings);
        settings.putAll(spec.journal().config());
        settings.put("network.bind_address", "0.0.0.0");
        settings.put("network.grpc_port", Integer.toString(GRPC));
        settings.put("network.raft_port", Integer.toString(RAFT));
        settings.put("management.port", Integer.toString(Shared.MANAGEMENT));
        settings.put("management.bind_address", "0.0.0.0");
        // With so many the shards are made, with as many copies; nodes beyond them get theirs by balancing.
        settings.put("cluster.first_servers", spec.journal().replicationFactor().toString());
        return settings;
    }

    /** Addresses of the placement centre are read at the start, and some do: others are no reason for a restart. */
    public static String text(RobustMQClusterSpec spec, Names names) {
        Map<String, String> settings = settings(spec);
        settings.put("placement_center", PlacementFile.addresses(spec, names));
        return Toml.of(settings);
    }

    /** All nodes, as brokers begin to look for them. */
    static String addresses(RobustMQClusterSpec spec, Names names) {
        return Shared.addresses(Part.JOURNAL, spec.journal().replicas(), GRPC, names);
    }
}
