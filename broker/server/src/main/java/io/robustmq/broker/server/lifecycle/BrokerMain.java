package io.robustmq.broker.server.lifecycle;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.robustmq.broker.server.config.load.ConfigLoader;
import io.robustmq.broker.server.config.load.InvalidConfigurationException;
import io.robustmq.broker.server.config.load.Problem;

/** The process. Exits with 0 after a stop that was asked for, 78 on bad configuration, 1 if it cannot start otherwise. */
@QuarkusMain
public final class BrokerMain implements QuarkusApplication {

    public static void main(String... args) {
        UnsafeWarning.silence();
        try {
            ConfigLoader.load(ConfigUtils.configBuilder());
        } catch (InvalidConfigurationException e) {
            complain(e);
            System.exit(InvalidConfigurationException.EXIT_CODE);
        }
        Quarkus.run(BrokerMain.class, args);
    }

    private static void complain(InvalidConfigurationException invalid) {
        System.err.println("RobustMQ broker: the configuration cannot be used");
        for (Problem problem : invalid.problems()) {
            System.err.println("  " + problem);
        }
        System.err.println("All settings are described in src-docs/reference/configuration.md");
    }

    @Override
    public int run(String... args) {
        Quarkus.waitForExit();
        return 0;
    }
}
