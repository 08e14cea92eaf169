package io.robustmq.journal.server.lifecycle;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.config.ExitCode;
import io.robustmq.config.Launch;
import io.robustmq.journal.server.config.JournalProgram;
import org.jspecify.annotations.Nullable;

/**
 * The process. Exits with 0 after a stop that was asked for, 78 on bad configuration, 1 if it cannot start otherwise, 70 when its
 * log or state fails: what is on disk is whole, and it goes on from there when it is started again. Has no logger: the first one
 * would settle who manages logging.
 */
@QuarkusMain
public final class JournalMain {

    private JournalMain() {}

    public static void main(String... args) {
        Launch.begin();
        Launch.requireSettings(JournalProgram.PROGRAM, ConfigUtils::configBuilder);
        ExitCode end = ExitCode.zeroWhenStopped(JournalMain::awaitStop);
        Quarkus.run(JournalApplication.class, (code, fault) -> exit(end, code, fault), args);
    }

    private static void exit(ExitCode end, int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("RobustMQ journal: cannot start");
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
