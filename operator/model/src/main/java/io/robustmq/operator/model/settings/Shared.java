package io.robustmq.operator.model.settings;

import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What all servers have. */
public final class Shared {
    public static final int MANAGEMENT = 9000;

    /** Where the operator asks servers, and who it is. */
    public static final int ADMIN = 9001;

    public static final String TOKEN = "/etc/robustmq/admin";

    /** Seconds before the kubelet's SIGKILL at which a server gives up by itself. */
    static final long SPARE_SECONDS = 10;

    private Shared() {}

    /** Pods of a part as a list in TOML, {@code ["host:port", ...]}. */
    static String addresses(Part part, int replicas, int port, Names names) {
        return IntStream.range(0, replicas)
                .mapToObj(each -> "\"" + names.host(part, names.of(part) + "-" + each) + ":" + port + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    static void put(RobustMQClusterSpec spec, Map<String, String> settings) {
        settings.put("log.json", "true");
        settings.putAll(spec.config());
    }
}
