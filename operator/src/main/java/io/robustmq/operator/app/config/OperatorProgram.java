package io.robustmq.operator.app.config;

import io.robustmq.config.Program;
import java.nio.file.Path;
import java.util.List;

/** What is the operator's own about reading settings. */
public final class OperatorProgram {

    /** It has no other port than management, which Kubernetes asks from outside the pod. */
    public static final Program<OperatorConfig> PROGRAM = new Program<>(
            "RobustMQ operator",
            OperatorConfig.class,
            Path.of("config", "operator.toml"),
            "src-docs/reference/operator-configuration.md",
            config -> List.of(),
            written -> "0.0.0.0");

    private OperatorProgram() {}
}
