package io.robustmq.operator.model.settings;

import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code placement-center.toml}: the same for all members; what differs comes by the environment. */
public final class PlacementFile {
    public static final String NAME = "placement-center.toml";
    public static final int GRPC = 1228;
    public static final int RAFT = 1238;

    private PlacementFile() {}

    /**
     * What needs a restart to take effect.
     *
     * <p>The cluster's own {@code config} speaks of all servers: here, of those names that the placement centre has, {@code log}.
     */
    public static Map<String, String> settings(RobustMQClusterSpec spec) {
        Map<String, String> settings = new TreeMap<>();
        Shared.put(spec, settings);
        settings.putAll(spec.placement().config());
        settings.put("network.bind_address", "0.0.0.0");
        settings.put("network.grpc_port", Integer.toString(GRPC));
        settings.put("network.raft_port", Integer.toString(RAFT));
        settings.put("management.port", Integer.toString(Shared.MANAGEMENT));
        settings.put("management.bind_address", "0.0.0.0");
        settings.put("admin.port", Integer.toString(Shared.ADMIN));
        settings.put("admin.token_file", Shared.TOKEN + "/token");
        return settings;
    }

    /** The members are read by one that has an empty folder, and by no other: another list is no reason for a restart. */
    public static String text(RobustMQClusterSpec spec, Names names) {
        Map<String, String> settings = settings(spec);
        settings.put(
                "cluster.members",
                IntStream.range(0, spec.placement().replicas())
                        .mapToObj(each -> "\"" + each + "@" + address(names, each) + "\"")
                        .collect(Collectors.joining(", ", "[", "]")));
        return Toml.of(settings);
    }

    /** The members' gRPC, for those who begin to look for them. */
    static String addresses(RobustMQClusterSpec spec, Names names) {
        return Shared.addresses(Part.PLACEMENT, spec.placement().replicas(), GRPC, names);
    }

    private static String address(Names names, int ordinal) {
        return names.host(Part.PLACEMENT, names.of(Part.PLACEMENT) + "-" + ordinal) + ":" + GRPC;
    }
}
