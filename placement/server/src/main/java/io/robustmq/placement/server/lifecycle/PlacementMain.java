package io.robustmq.placement.server.lifecycle;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.config.ExitCode;
import io.robustmq.config.Launch;
import io.robustmq.placement.client.admin.Admin;
import io.robustmq.placement.server.config.PlacementProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process. Exits with 0 after a stop that was asked for and when this member was removed from its cluster, 78 on bad configuration, 1 if it cannot start otherwise, 70 when its
 * log or state fails: what is on disk is whole, and it goes on from there when it is started again. With the word {@code admin} it is no
 * member, but {@link Admin}. Has no logger: the first one
 * would settle who manages logging.
 */
@QuarkusMain
public final class PlacementMain {

    private static final int NOT_UNDERSTOOD = 64;

    private PlacementMain() {}

    public static void main(String... args) {
        Launch.begin();
        if (args.length > 0) {
            System.exit(administer(args));
        }
        Launch.requireSettings(PlacementProgram.PROGRAM, ConfigUtils::configBuilder);
        ExitCode end = ExitCode.zeroWhenStopped(PlacementMain::awaitStop);
        Quarkus.run(PlacementApplication.class, (code, fault) -> exit(end, code, fault), args);
    }

    /** Another process than the member: it looks after one that runs, as whoever started it asks. Ends without the framework. */
    private static int administer(String[] args) {
        if (!args[0].equals(Admin.NAME)) {
            System.err.println(
                    "RobustMQ placement: " + args[0] + " means nothing here. Settings come from the environment and"
                            + " config/placement-center.toml; the one word there is, is " + Admin.NAME);
            return NOT_UNDERSTOOD;
        }
        return Admin.run(List.of(args).subList(1, args.length), System.out, System.err);
    }

    private static void exit(ExitCode end, int code, @Nullable Throwable fault) {
        if (fault != null) {
            System.err.println("RobustMQ placement: cannot start");
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
