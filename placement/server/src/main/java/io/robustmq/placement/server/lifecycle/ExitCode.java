package io.robustmq.placement.server.lifecycle;

import io.quarkus.runtime.Application;
import java.util.function.BooleanSupplier;

/** Sees to it that a stop that was asked for ends with 0, and nothing else does. */
final class ExitCode {

    private ExitCode() {}

    /**
     * After SIGTERM the JVM would exit with 143, whatever its hooks did; a stop in order is a success, also one that comes while
     * the member still starts: it then starts, and stops. Whoever ends the process otherwise, as the log does when it cannot go on, has
     * given the code it ends with.
     *
     * @param failed whether the process ends with a code of its own, although it was signalled
     */
    static void zeroWhenStopped(BooleanSupplier failed) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> haltWhenStopped(failed), "exit-code"));
    }

    private static void haltWhenStopped(BooleanSupplier failed) {
        Application application = Application.currentApplication();
        if (application != null) {
            application.awaitShutdown();
        }
        if (!failed.getAsBoolean() && isSignalled()) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** A signal is handled by a thread that is named after it, and waits for the hooks. */
    private static boolean isSignalled() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().matches("SIG[A-Z]+ handler"));
    }
}
