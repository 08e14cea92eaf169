package io.robustmq.placement.server.lifecycle;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.placement.server.disk.StoreException;
import io.robustmq.placement.server.disk.WrongFolderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the process does between its start and its stop; {@link PlacementMain} begins and ends it. */
public final class PlacementApplication implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");
    private static final int CANNOT_START = 1;
    private static final int FAILED = 70;

    /** For whatever is wrong with what is on disk. */
    private static final String ADVICE =
            "If the disk works, has room, and is the one this member had before, what is on"
                    + " it is damaged. As long as a majority of the others runs, start this member with an empty data folder: it"
                    + " comes back as another one. See \"When a disk fails\" in src-docs/operations/placement.md.";

    private static final long LOOK_MILLIS = 50;
    private static final int LOOKS_A_QUESTION = 2;

    private final PlacementServer server;
    private final String managementHost;
    private final String httpHost;
    private final Stall stall = new Stall(); // of the thread that looks alone
    private int looks; // of the thread that looks alone

    PlacementApplication(
            PlacementServer server,
            @ConfigProperty(name = "quarkus.management.host") String managementHost,
            @ConfigProperty(name = "quarkus.http.host") String httpHost) {
        this.server = server;
        this.httpHost = httpHost;
        this.managementHost = managementHost;
    }

    @Override
    public int run(String... args) {
        try {
            if (server.isKnownRemoved()) {
                sayRemoved();
                return 0;
            }
            server.start((thread, fault) -> fail(fault));
        } catch (WrongFolderException e) {
            System.err.println("RobustMQ placement: " + e.getMessage());
            return InvalidConfigurationException.EXIT_CODE;
        } catch (UncheckedIOException | StoreException e) {
            System.err.println(
                    "RobustMQ placement: " + e.getMessage() + (e instanceof StoreException ? "\n" + ADVICE : ""));
            return CANNOT_START;
        }
        sayWhenReady();
        Quarkus.waitForExit();
        return 0;
    }

    /** At once: what is in memory is suspect, and must not be written. Also when not even the words for it can be made. */
    private static void fail(Throwable fault) {
        int code = FAILED;
        try {
            boolean isOfDisk = hasCause(fault, StoreException.class) || hasCause(fault, IOException.class);
            boolean isOfPort = hasCause(fault, BindException.class);
            code = isOfDisk ? CANNOT_START : code;
            System.err.println("RobustMQ placement: failed, and has to be started again: " + fault
                    + (isOfDisk && !isOfPort ? "\n" + ADVICE : ""));
            fault.printStackTrace();
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    private static boolean hasCause(Throwable fault, Class<? extends Throwable> kind) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private void sayWhenReady() {
        ScheduledExecutorService look = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("ready").daemon().factory());
        look.scheduleWithFixedDelay(
                () -> {
                    if (server.isReady()) {
                        LOG.info("RobustMQ placement ready in %d ms: %s, management %s:%s%s"
                                .formatted(
                                        millisSinceStart(),
                                        server.addresses(),
                                        managementHost,
                                        portOf("management"),
                                        server.isAdministered() ? ", admin " + httpHost + ":" + portOf("http") : ""));
                        look.shutdown();
                    }
                },
                0,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
        Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("alive").daemon().factory())
                .scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** The log can end by itself, on a fault of its own, or because this member was removed. */
    private void look() {
        try {
            if (server.centre()
                    .filter(running -> stall.isSeenIn(running.node().status()))
                    .isPresent()) {
                LOG.error("this member gets nothing of its leader, and lacks entries: it may have lost some that it"
                        + " acknowledged. " + ADVICE);
            }
            boolean stopped = server.hasStoppedByItself();
            if ((stopped || ++looks % LOOKS_A_QUESTION == 0) && server.wasRemoved()) {
                sayRemoved();
                Quarkus.asyncExit(0);
            } else if (stopped) {
                fail(new IllegalStateException("this member takes no more part in the log, which has failed"));
            }
        } catch (StoreException e) {
            fail(e);
        } catch (RuntimeException e) { // the executor would not look again
            LOG.error("looking whether this member still takes part failed", e);
        }
    }

    private static void sayRemoved() {
        System.err.println(
                "RobustMQ placement: this member was removed from its cluster, and does not come back by itself."
                        + " Starting it with an empty data folder has it join anew.");
    }

    /** Where a free port was asked for, the framework leaves the one it took in this property. */
    private static String portOf(String listener) {
        return ConfigProvider.getConfig().getValue("quarkus." + listener + ".port", String.class);
    }

    private static long millisSinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
