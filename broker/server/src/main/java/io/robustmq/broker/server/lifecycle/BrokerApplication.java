package io.robustmq.broker.server.lifecycle;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.load.BindPolicy;
import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.config.Complaint;
import io.robustmq.config.InvalidConfigurationException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the process does between its start and its stop; {@link BrokerMain} begins and ends it. */
public final class BrokerApplication implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(BrokerApplication.class);

    private static final int CANNOT_START = 1;

    private final BrokerLifecycle lifecycle;
    private final BrokerConfig config;
    private final String managementHost;

    BrokerApplication(
            BrokerLifecycle lifecycle,
            BrokerConfig config,
            @ConfigProperty(name = "quarkus.management.host") String managementHost) {
        this.lifecycle = lifecycle;
        this.config = config;
        this.managementHost = managementHost;
    }

    @Override
    public int run(String... args) {
        try {
            Broker broker = lifecycle.start();
            sayWhereClientsCanConnect(broker);
        } catch (InvalidConfigurationException e) {
            System.err.println(Complaint.text(BrokerProgram.PROGRAM, e.problems()));
            return InvalidConfigurationException.EXIT_CODE;
        } catch (UncheckedIOException e) {
            System.err.println("RobustMQ broker: " + e.getMessage());
            return CANNOT_START;
        }
        Quarkus.waitForExit();
        return 0;
    }

    private void sayWhereClientsCanConnect(Broker broker) {
        if (BindPolicy.isLoopbackForSafety(config)) {
            LOG.info("no users are configured, so only this machine is served; [auth] file opens the broker to others");
        }
        LOG.info(ReadyLine.text(
                millisSinceStart(),
                broker.addresses(),
                broker.placementAddress(),
                managementHost + ":" + managementPort()));
    }

    /** Where a free port was asked for, the framework leaves the one it took in this property. */
    private static String managementPort() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", String.class);
    }

    /** Since the JVM started, not the process: a script that becomes the broker may have built it first. */
    private static long millisSinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
