package io.robustmq.placement.server.lifecycle;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.config.ConfigLoader;
import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.placement.server.config.PlacementProgram;
import io.robustmq.config.Complaint;
import io.robustmq.config.RunningServer;
import io.robustmq.config.UnsafeWarning;
import io.robustmq.placement.server.disk.StoreException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The process. Exits with 0 after a stop that was asked for, 78 on bad configuration, 1 if it cannot start otherwise, 70 when its
 * log or state fails: what is on disk is whole, and it goes on from there when it is started again.
 */
@QuarkusMain
public final class PlacementMain implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");
    private static final int CANNOT_START = 1;
    private static final int FAILED = 70;
    private static final long LOOK_MILLIS = 50;

    private final PlacementServer server;
    private final String managementHost;

    PlacementMain(PlacementServer server, @ConfigProperty(name = "quarkus.management.host") String managementHost) {
        this.server = server;
        this.managementHost = managementHost;
    }

    public static void main(String... args) {
        UnsafeWarning.silence();
        RunningServer.declare(PlacementProgram.PROGRAM);
        try {
            ConfigLoader.load(PlacementProgram.PROGRAM, ConfigUtils.configBuilder());
        } catch (InvalidConfigurationException e) {
            System.err.println(Complaint.text(PlacementProgram.PROGRAM, e.problems()));
            System.exit(InvalidConfigurationException.EXIT_CODE);
        }
        Quarkus.run(PlacementMain.class, PlacementMain::exit, args);
    }

    private static void exit(int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("RobustMQ placement: cannot start");
            fault.printStackTrace();
        }
        System.exit(code);
    }

    @Override
    public int run(String... args) {
        try {
            server.start((thread, fault) -> fail(fault));
        } catch (UncheckedIOException | StoreException e) {
            System.err.println("RobustMQ placement: " + e.getMessage());
            return CANNOT_START;
        }
        exitWithZeroWhenStopped();
        sayWhenReady();
        Quarkus.waitForExit();
        return 0;
    }

    /** At once: what is in memory is suspect, and must not be written. */
    private static void fail(Throwable fault) {
        System.err.println("RobustMQ placement: failed, and has to be started again: " + fault);
        fault.printStackTrace();
        Runtime.getRuntime()
                .halt(fault instanceof StoreException || fault instanceof UncheckedIOException ? CANNOT_START : FAILED);
    }

    /** After SIGTERM the JVM would exit with 143, whatever its hooks did; a stop in order is a success. */
    private static void exitWithZeroWhenStopped() {
        Application application = Application.currentApplication();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            application.awaitShutdown();
                            Runtime.getRuntime().halt(0);
                        },
                        "exit-code"));
    }

    private void sayWhenReady() {
        ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("ready").daemon().factory());
        look.scheduleWithFixedDelay(
                () -> {
                    if (server.isReady()) {
                        LOG.info("RobustMQ placement ready in %d ms: %s, management %s:%s"
                                .formatted(millisSinceStart(), server.addresses(), managementHost, managementPort()));
                        look.shutdown();
                    }
                },
                0,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
        Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("alive").daemon().factory())
                .scheduleWithFixedDelay(this::failIfStopped, 1, 1, TimeUnit.SECONDS);
    }

    /** The log can end by itself, on a fault of its own, or because this member was removed. */
    private void failIfStopped() {
        if (server.hasStoppedByItself()) {
            fail(new IllegalStateException(
                    "this member takes no more part in the log: it was removed, or the log failed"));
        }
    }

    /** Where a free port was asked for, the framework leaves the one it took in this property. */
    private static String managementPort() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", String.class);
    }

    private static long millisSinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
