package io.robustmq.broker.server.lifecycle;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.config.ExitCode;
import io.robustmq.config.Launch;
import org.jspecify.annotations.Nullable;

/**
 * The process. Exits with 0 after a stop that was asked for, 78 on bad configuration, 1 if it cannot start otherwise. Has no
 * logger: the first one would settle who manages logging.
 */
@QuarkusMain
public final class BrokerMain {

    private BrokerMain() {}

    public static void main(String... args) {
        Launch.begin();
        Launch.requireSettings(BrokerProgram.PROGRAM, ConfigUtils::configBuilder);
        ExitCode end = ExitCode.zeroWhenStopped(BrokerMain::awaitStop);
        Quarkus.run(BrokerApplication.class, (code, fault) -> exit(end, code, fault), args);
    }

    /** The application has ended, or could not start: then nobody else has said why. */
    private static void exit(ExitCode end, int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("RobustMQ broker: " + StartFault.text(fault));
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
