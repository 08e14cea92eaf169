package io.robustmq.operator.model.settings;

import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import java.util.Map;

/** What all servers have. */
public final class Shared {
    public static final int MANAGEMENT = 9000;

    /** Seconds before the kubelet's SIGKILL at which a server gives up by itself. */
    static final long SPARE_SECONDS = 10;

    private Shared() {}

    static void put(RobustMQClusterSpec spec, Map<String, String> settings) {
        settings.put("log.json", "true");
        settings.putAll(spec.config());
    }
}
