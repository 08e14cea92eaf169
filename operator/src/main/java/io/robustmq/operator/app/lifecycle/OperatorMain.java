package io.robustmq.operator.app.lifecycle;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.config.Complaint;
import io.robustmq.config.ConfigLoader;
import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.config.RunningServer;
import io.robustmq.config.UnsafeWarning;
import io.robustmq.operator.app.config.OperatorProgram;
import org.jspecify.annotations.Nullable;

/**
 * The process. Exits with 0 after a stop that was asked for, 78 on bad configuration, 1 if it cannot start otherwise, or has lost the lease:
 * it is then started again. Has no logger: the first one would settle who manages logging.
 */
@QuarkusMain
public final class OperatorMain {

    /** Whether the process ends with a code that says why: it is left as it is. */
    private static volatile boolean failed;

    private OperatorMain() {}

    public static void main(String... args) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        UnsafeWarning.silence();
        RunningServer.declare(OperatorProgram.PROGRAM);
        try {
            ConfigLoader.load(OperatorProgram.PROGRAM, ConfigUtils.configBuilder());
        } catch (InvalidConfigurationException e) {
            System.err.println(Complaint.text(OperatorProgram.PROGRAM, e.problems()));
            System.exit(InvalidConfigurationException.EXIT_CODE);
        }
        exitWithZeroWhenStopped();
        Quarkus.run(OperatorApplication.class, OperatorMain::exit, args);
    }

    private static void exit(int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("RobustMQ operator: cannot start");
            fault.printStackTrace();
        }
        failed = code != 0;
        System.exit(code);
    }

    /**
     * After SIGTERM the JVM would exit with 143, whatever its hooks did; a stop in order is a success, also one that comes while
     * the operator still starts: it then starts, and stops.
     */
    private static void exitWithZeroWhenStopped() {
        Runtime.getRuntime().addShutdownHook(new Thread(OperatorMain::haltWhenStopped, "exit-code"));
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
}
