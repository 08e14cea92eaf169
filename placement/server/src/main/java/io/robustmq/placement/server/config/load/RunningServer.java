package io.robustmq.placement.server.config.load;

/**
 * Whether this process is a member. The framework asks for configuration when it builds the application, too, and keeps what
 * it finds as defaults: the settings of the machine that builds must not be among them.
 */
public final class RunningServer {

    private static volatile boolean here;

    private RunningServer() {}

    /** Called by {@code main}, before anything reads configuration. */
    public static void declare() {
        here = true;
    }

    static boolean isThisProcess() {
        return here;
    }
}
