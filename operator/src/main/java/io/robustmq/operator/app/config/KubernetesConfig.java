package io.robustmq.operator.app.config;

import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What the operator looks after, and who else does. Where the API server is, and as whom it is asked, is found as kubectl finds it. */
public interface KubernetesConfig {

    /** The namespaces whose resources are looked after. Not set: all. */
    Optional<List<String>> namespaces();

    /**
     * Whether it works only while it holds the lease {@code robustmq-operator}, so that of several operators one does. Without, there
     * must be one.
     */
    @WithDefault("true")
    boolean leaderElection();

    /** Namespace of that lease. Not set: the one the operator runs in. */
    Optional<String> leaseNamespace();
}
