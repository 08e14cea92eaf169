package io.robustmq.placement.server.config;

import io.robustmq.config.Program;
import java.nio.file.Path;

/** What is the placement centre's own about reading settings: the original's file, where it listens, what must fit together. */
public final class PlacementProgram {

    /** The management port is reachable from where the other ports are. */
    public static final Program<PlacementConfig> PROGRAM = new Program<>(
            "RobustMQ placement",
            PlacementConfig.class,
            Path.of("config", "placement-center.toml"),
            "src-docs/reference/placement-configuration.md",
            Relations::in,
            written -> written.value("network.bind-address").orElse("127.0.0.1"));

    private PlacementProgram() {}
}
