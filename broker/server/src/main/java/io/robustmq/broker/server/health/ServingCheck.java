package io.robustmq.broker.server.health;

import io.robustmq.broker.server.cluster.Cluster;
import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.server.lifecycle.BrokerLifecycle;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up while clients may be sent here: the listeners are open, no stop has begun, and a broker of a cluster is in it and reaches the
 * others and is not drained. How many clients a drained one still has is shown.
 *
 * <p>Memory pressure is shown but does not count. The broker refuses new clients itself then, with a reason; to be taken
 * out of the balancer would cut its present clients off as well in many set-ups, and send them all to the next broker.
 */
@Readiness
@Singleton
public class ServingCheck implements HealthCheck {

    private final BrokerLifecycle lifecycle;

    ServingCheck(BrokerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("serving");
        lifecycle.broker().ifPresentOrElse(broker -> describe(broker, response), response::down);
        return response.build();
    }

    private static void describe(Broker broker, HealthCheckResponseBuilder response) {
        broker.addresses().forEach((listener, address) -> response.withData(listener, address.getPort()));
        response.withData("memoryTight", broker.node().memory().isTight()).withData("stopping", broker.isStopping());
        boolean joined = broker.cluster().map(Cluster::isJoined).orElse(true);
        boolean draining = broker.cluster().map(Cluster::isDraining).orElse(false);
        broker.cluster().ifPresent(cluster -> response.withData("joined", joined)
                .withData("peers", cluster.peers())
                .withData("draining", draining)
                .withData("drainingSeconds", cluster.drainingSeconds())
                .withData("connections", broker.admission().connections()));
        response.status(joined && !draining && !broker.isStopping());
    }
}
