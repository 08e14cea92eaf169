package io.robustmq.operator.app.lifecycle;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the process does between its start and its stop; {@link OperatorMain} begins and ends it. */
public final class OperatorApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger("io.robustmq.operator");
    private static final int CANNOT_START = 1;

    private final OperatorProcess process;
    private final String managementHost;

    OperatorApplication(
            OperatorProcess process, @ConfigProperty(name = "quarkus.management.host") String managementHost) {
        this.process = process;
        this.managementHost = managementHost;
    }

    @Override
    public int run(String... args) {
        LOG.info("RobustMQ operator looks after " + process.scope());
        try {
            process.start();
        } catch (OperatorException | KubernetesClientException e) {
            System.err.println("RobustMQ operator: cannot start: " + e.getMessage()
                    + "\nWhere the API server is, it finds as kubectl does; crds/manifests have to be applied before it is"
                    + " started, and the rights of helm/robustmq-operator granted.");
            e.printStackTrace();
            return CANNOT_START;
        }
        LOG.info("RobustMQ operator ready in %d ms: management %s:%s"
                .formatted(millisSinceStart(), managementHost, managementPort()));
        Quarkus.waitForExit();
        return 0;
    }

    /** Where a free port was asked for, the framework leaves the one it took in this property. */
    private static String managementPort() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", String.class);
    }

    private static long millisSinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
