package io.robustmq.operator.app.config;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The port for health checks and metrics. {@code QUARKUS_MANAGEMENT_PORT} and {@code QUARKUS_MANAGEMENT_HOST} win over this group. */
public interface ManagementConfig {

    /** Port of {@code /q/health} and {@code /q/metrics}. 0 takes a free port and logs it. */
    @WithDefault("9000")
    @Bounds(min = "0", max = "65535")
    int port();

    /** Address the port binds to. Not set: all of the machine. */
    Optional<String> bindAddress();
}
