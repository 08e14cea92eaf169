package io.robustmq.config.sample;

import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.SizeConverter;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much it takes. */
public interface LimitsGroup {

    /** Largest packet. */
    @WithDefault("10MiB")
    @WithConverter(SizeConverter.class)
    @Bounds(min = "1KiB", max = "256MiB")
    long packetSize();

    /** Longest silence. */
    @WithDefault("1m")
    @WithConverter(DurationConverter.class)
    @Bounds(min = "1s", max = "18h")
    Duration silence();

    /** What goes when it is full. */
    @WithDefault("drop-oldest")
    WhenFull whenFull();

    /** Whether limits are told. */
    @WithDefault("true")
    boolean told();

    /** What goes. */
    enum WhenFull {
        DROP_OLDEST,
        DROP_NEWEST
    }
}
