package io.robustmq.journal.server.lifecycle;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the process does between its start and its stop; {@link JournalMain} begins and ends it. */
public final class JournalApplication implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger("io.robustmq.journal");
    private static final int CANNOT_START = 1;
    private static final int FAILED = 70;
    private static final long LOOK_MILLIS = 50;

    private final JournalServer server;
    private final String managementHost;
    private boolean told; // of the thread that looks alone

    JournalApplication(JournalServer server, @ConfigProperty(name = "quarkus.management.host") String managementHost) {
        this.server = server;
        this.managementHost = managementHost;
    }

    @Override
    public int run(String... args) {
        try {
            server.start();
        } catch (UncheckedIOException e) {
            System.err.println("RobustMQ journal: " + e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
            return CANNOT_START;
        }
        ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("looking").daemon().factory());
        look.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        Quarkus.waitForExit();
        return 0;
    }

    private void look() {
        String trouble;
        try {
            trouble = server.look();
        } catch (RuntimeException e) {
            trouble = String.valueOf(e.getMessage());
        }
        if (!trouble.isEmpty()) {
            System.err.println("RobustMQ journal: a replica has failed, and has to be started again: " + trouble);
            Runtime.getRuntime().halt(FAILED);
        }
        if (!told && server.isReady()) {
            told = true;
            LOG.info("RobustMQ journal ready in %d ms: %s, management %s:%s"
                    .formatted(millisSinceStart(), server.addresses(), managementHost, managementPort()));
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
