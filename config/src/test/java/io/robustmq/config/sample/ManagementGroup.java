package io.robustmq.config.sample;

import io.robustmq.config.Bounds;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The port for health. */
public interface ManagementGroup {

    /** Port for health. */
    @WithDefault("9000")
    @Bounds(min = "0", max = "65535")
    int port();

    /** Address of that port. */
    Optional<String> bindAddress();
}
