package io.robustmq.config;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.function.Supplier;

/** How the process of every server begins, before there is a framework. Has no logger: the first one would settle who manages logging. */
public final class Launch {

    private Launch() {}

    /** First of all. */
    public static void begin() {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        UnsafeWarning.silence();
    }

    /**
     * Makes this process that server, and reads its settings once. Where they cannot be used it says all that is wrong, and ends the process
     * with {@link InvalidConfigurationException#EXIT_CODE}.
     *
     * @param sources the framework's, asked for when it is time
     */
    public static void requireSettings(Program<?> program, Supplier<SmallRyeConfigBuilder> sources) {
        RunningServer.declare(program);
        try {
            ConfigLoader.load(program, sources.get());
        } catch (InvalidConfigurationException e) {
            System.err.println(Complaint.text(program, e.problems()));
            System.exit(InvalidConfigurationException.EXIT_CODE);
        }
    }
}
