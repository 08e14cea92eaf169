package io.robustmq.broker.server.lifecycle;

import com.sun.management.UnixOperatingSystemMXBean;
import io.robustmq.broker.core.settings.ConnectionLimits;
import java.lang.management.ManagementFactory;
import org.jboss.logging.Logger;

/**
 * What the system leaves room for: every socket takes a file descriptor, and so does every file of storage. Clients get what
 * storage does not need, since a log that cannot open its next segment fails for good.
 *
 * @param allowed file descriptors the process may have open
 * @param open those it has open now, before clients come
 */
record Descriptors(long allowed, long open) {
    private static final Logger LOG = Logger.getLogger(Descriptors.class);
    private static final int RESERVED_PART = 8;
    private static final long LEAST_RESERVED = 64;
    private static final long MOST_RESERVED = 1_024;
    private static final long FEW_SOCKETS = 1_000;

    /** Those of this process; without a limit where the system does not tell. */
    static Descriptors ofThisProcess() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            return new Descriptors(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount());
        }
        return new Descriptors(Long.MAX_VALUE, 0);
    }

    /** Sockets of clients that leave enough for the rest; at least 1. */
    long sockets() {
        long reserved = Math.clamp(allowed / RESERVED_PART, LEAST_RESERVED, MOST_RESERVED);
        return Math.max(1, allowed - open - reserved);
    }

    /** The limits with no more connections than there are descriptors for; says so loudly if these are few. */
    ConnectionLimits fit(ConnectionLimits limits) {
        int maximum = limits.maximum() == 0 ? Integer.MAX_VALUE : limits.maximum();
        if (sockets() >= maximum) {
            return limits;
        }
        LOG.logf(
                sockets() < FEW_SOCKETS ? Logger.Level.WARN : Logger.Level.DEBUG,
                "the system allows %d open files, so not more than %s taken; raise its limit (ulimit -n) for more",
                allowed,
                sockets() == 1 ? "1 connection is" : sockets() + " connections are");
        return limits.withMaximum((int) sockets());
    }
}
