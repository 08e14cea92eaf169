package io.robustmq.operator.app.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that can be set about the operator. Read once at start.
 *
 * <p>A key has three spellings: {@code namespaces} under {@code [kubernetes]} in the TOML file, {@code robustmq.kubernetes.namespaces} as a
 * system property, {@code ROBUSTMQ_KUBERNETES_NAMESPACES} in the environment. System properties win over the environment, the
 * environment over the file.
 */
@ConfigMapping(prefix = "robustmq")
public interface OperatorConfig {

    /**
     * The TOML file to read. Only from the environment or a system property. Not set: {@code config/operator.toml} under the folder the
     * process was started in, if there is one.
     */
    Optional<Path> configFile();

    /** What it looks after, and who else does. */
    KubernetesConfig kubernetes();

    /** How often it looks. */
    ReconcileConfig reconcile();

    /** The port for health checks and metrics. */
    ManagementConfig management();

    /** What is logged, and how. */
    LogConfig log();
}
