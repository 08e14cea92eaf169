package io.robustmq.config;

/** Sees to it that a stop that was asked for ends with 0, and nothing else does. */
public final class ExitCode {

    private volatile boolean failed;

    private ExitCode() {}

    /**
     * After SIGTERM the JVM would exit with 143, whatever its hooks did; a stop in order is a success, also one that comes while
     * the server still starts: it then starts, and stops. Whoever ends the process otherwise, as a log does when it cannot go on, has
     * given the code it ends with.
     *
     * @param awaitStop returns when the framework has stopped, or was never started
     */
    public static ExitCode zeroWhenStopped(Runnable awaitStop) {
        ExitCode code = new ExitCode();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> code.haltWhenStopped(awaitStop), "exit-code"));
        return code;
    }

    /** Ends the process with this code; one that is not 0 stays, although the process is signalled meanwhile. */
    public void exit(int code) {
        failed = code != 0;
        System.exit(code);
    }

    private void haltWhenStopped(Runnable awaitStop) {
        awaitStop.run();
        if (!failed && isSignalled()) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** A signal is handled by a thread that is named after it, and waits for the hooks. */
    private static boolean isSignalled() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().matches("SIG[A-Z]+ handler"));
    }
}
