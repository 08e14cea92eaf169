package io.robustmq.operator.app.lifecycle;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.config.ExitCode;
import io.robustmq.config.Launch;
import io.robustmq.operator.app.config.OperatorProgram;
import org.jspecify.annotations.Nullable;

/**
 * The process. Exits with 0 after a stop that was asked for, 78 on bad configuration, 1 if it cannot start otherwise, or has lost the lease:
 * it is then started again. Has no logger: the first one would settle who manages logging.
 */
@QuarkusMain
public final class OperatorMain {

    private OperatorMain() {}

    public static void main(String... args) {
        Launch.begin();
        Launch.requireSettings(OperatorProgram.PROGRAM, ConfigUtils::configBuilder);
        ExitCode end = ExitCode.zeroWhenStopped(OperatorMain::awaitStop);
        Quarkus.run(OperatorApplication.class, (code, fault) -> exit(end, code, fault), args);
    }

    private static void exit(ExitCode end, int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("RobustMQ operator: cannot start");
            fault.printStackTrace();
        }
        end.exit(code);
    }

    private static void awaitStop() {
        Application running = Application.currentApplication();
        if (running != null) {
            running.awaitShutdown();
        }
    }
}
