package io.robustmq.operator.app.lifecycle;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.robustmq.operator.app.config.OperatorConfig;
import io.robustmq.operator.app.reconcile.ClusterReconciler;
import io.robustmq.operator.app.reconcile.Reconciliation;
import io.robustmq.operator.app.reconcile.UserReconciler;
import io.robustmq.operator.app.servers.HttpServers;
import io.robustmq.operator.app.users.UserLook;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of the process: a client of the API server, and the operator on it. */
@Singleton
public class OperatorProcess {
    private static final String LEASE = "robustmq-operator";
    private static final int FIRST_RETRY_MILLIS = 1_000;
    private static final double NEXT_RETRY = 2;
    private static final int LAST_RETRY_MILLIS = 60_000;

    private static final int LEASE_LOST = 1;

    private final OperatorConfig config;
    private final MeterRegistry meters;
    private volatile @Nullable Operator operator;
    private volatile @Nullable HttpClient http;
    private volatile boolean stopping;

    OperatorProcess(OperatorConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    /**
     * Begins to work; where others may do so, too, waits for the lease first.
     *
     * @throws RuntimeException if the API server cannot be reached, or does not know the resources
     */
    void start() {
        KubernetesClient client = new KubernetesClientBuilder().build();
        HttpClient asking = HttpClient.newBuilder()
                .connectTimeout(config.reconcile().answer())
                .build();
        http = asking;
        Operator starting = new Operator(settings -> {
            settings.withKubernetesClient(client).withMetrics(MicrometerMetrics.withoutPerResourceMetrics(meters));
            if (config.kubernetes().leaderElection()) {
                settings.withLeaderElectionConfiguration(lease());
            }
        });
        Reconciliation reconciliation = new Reconciliation(
                client,
                token -> new HttpServers(asking, config.reconcile().answer(), token),
                config.reconcile().waiting(),
                config.reconcile().settled(),
                Clock.systemUTC());
        starting.register(new ClusterReconciler(reconciliation), this::configure);
        starting.register(
                new UserReconciler(
                        new UserLook(client, Clock.systemUTC()),
                        config.reconcile().settled()),
                this::configure);
        operator = starting;
        starting.start();
    }

    private LeaderElectionConfiguration lease() {
        return new LeaderElectionConfiguration(
                LEASE,
                config.kubernetes().leaseNamespace().orElse(null),
                LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE,
                LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE,
                LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE,
                null,
                new LeaderCallbacks(() -> {}, this::onLeaseLost, leader -> {}),
                false);
    }

    /** At once: another one may begin to act. The SDK's own end of the process would wait for a stop that waits for it. */
    private void onLeaseLost() {
        if (!stopping) {
            System.err.println("RobustMQ operator: has lost the lease " + LEASE + ", and has to be started again");
            Runtime.getRuntime().halt(LEASE_LOST);
        }
    }

    private <R extends HasMetadata> void configure(ControllerConfigurationOverrider<R> controller) {
        // Annotations ask for something, too, and do not count as a new generation.
        controller
                .withGenerationAware(false)
                .withRetry(new GenericRetry()
                        .setInitialInterval(FIRST_RETRY_MILLIS)
                        .setIntervalMultiplier(NEXT_RETRY)
                        .setMaxInterval(LAST_RETRY_MILLIS)
                        .setMaxAttempts(-1));
        config.kubernetes()
                .namespaces()
                .ifPresentOrElse(
                        namespaces -> controller.settingNamespaces(Set.copyOf(namespaces)),
                        controller::watchingAllNamespaces);
    }

    /** Whether it watches, and hears of what changes. One that waits for the lease has nothing to hear. */
    public boolean isHealthy() {
        Operator running = operator;
        return running != null
                && (!running.getRuntimeInfo().isStarted()
                        || running.getRuntimeInfo().allEventSourcesAreHealthy());
    }

    void onStopRequested(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        Operator running = operator;
        if (running != null) {
            running.stop();
        }
        HttpClient asking = http;
        if (asking != null) {
            asking.shutdownNow();
        }
    }

    /** What it looks after, for people. */
    String scope() {
        return config.kubernetes()
                .namespaces()
                .map(namespaces -> "namespaces " + String.join(", ", namespaces))
                .orElse("all namespaces");
    }
}
