package io.robustmq.broker.server.lifecycle;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.load.BindPolicy;
import io.robustmq.broker.server.config.load.ConfigLoader;
import io.robustmq.broker.server.config.load.InvalidConfigurationException;
import io.robustmq.broker.server.config.load.RunningBroker;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The process. Exits with 0 after a stop that was asked for, 78 on bad configuration, 1 if it cannot start otherwise. */
@QuarkusMain
public final class BrokerMain implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(BrokerMain.class);

    private static final int CANNOT_START = 1;

    /** Whether the process ends with a code that says why: it is left as it is. */
    private static volatile boolean failed;

    private final BrokerLifecycle lifecycle;
    private final BrokerConfig config;
    private final String managementHost;

    BrokerMain(
            BrokerLifecycle lifecycle,
            BrokerConfig config,
            @ConfigProperty(name = "quarkus.management.host") String managementHost) {
        this.lifecycle = lifecycle;
        this.config = config;
        this.managementHost = managementHost;
    }

    public static void main(String... args) {
        UnsafeWarning.silence();
        RunningBroker.declare();
        try {
            ConfigLoader.load(ConfigUtils.configBuilder());
        } catch (InvalidConfigurationException e) {
            System.err.println(Complaint.text(e.problems()));
            System.exit(InvalidConfigurationException.EXIT_CODE);
        }
        exitWithZeroWhenStopped();
        Quarkus.run(BrokerMain.class, BrokerMain::exit, args);
    }

    /** The application has ended, or could not start: then nobody else has said why. */
    private static void exit(int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("RobustMQ broker: " + StartFault.text(fault));
        }
        failed = code != 0;
        System.exit(code);
    }

    @Override
    public int run(String... args) {
        try {
            Broker broker = lifecycle.start();
            sayWhereClientsCanConnect(broker);
        } catch (InvalidConfigurationException e) {
            System.err.println(Complaint.text(e.problems()));
            return InvalidConfigurationException.EXIT_CODE;
        } catch (UncheckedIOException e) {
            System.err.println("RobustMQ broker: " + e.getMessage());
            return CANNOT_START;
        }
        Quarkus.waitForExit();
        return 0;
    }

    /**
     * After SIGTERM the JVM would exit with 143, whatever its hooks did; a stop in order is a success, also one that comes while
     * the broker still starts: it then starts, and stops.
     */
    private static void exitWithZeroWhenStopped() {
        Runtime.getRuntime().addShutdownHook(new Thread(BrokerMain::haltWhenStopped, "exit-code"));
    }

    private static void haltWhenStopped() {
        Application application = Application.currentApplication();
        if (application != null) {
            application.awaitShutdown();
        }
        if (!failed) {
            Runtime.getRuntime().halt(0);
        }
    }

    private void sayWhereClientsCanConnect(Broker broker) {
        if (BindPolicy.isLoopbackForSafety(config)) {
            LOG.info("no users are configured, so only this machine is served; [auth] file opens the broker to others");
        }
        LOG.info(ReadyLine.text(millisSinceStart(), broker.addresses(), managementHost + ":" + managementPort()));
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
