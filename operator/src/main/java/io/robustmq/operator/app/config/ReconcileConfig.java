package io.robustmq.operator.app.config;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often the operator looks. Changes of resources, pods and what else it has made wake it at once. */
public interface ReconcileConfig {

    /** While something is waited for. */
    @WithDefault("3s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "5m")
    Duration waiting();

    /** While all is as it should be. Shorter notices sooner what nobody tells, such as a member of the placement centre that is gone. */
    @WithDefault("1m")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "1h")
    Duration settled();

    /** How long a server may take to answer. */
    @WithDefault("3s")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "100ms", max = "60s")
    Duration answer();
}
