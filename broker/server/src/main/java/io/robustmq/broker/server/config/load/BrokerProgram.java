package io.robustmq.broker.server.config.load;

import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.config.Program;
import io.robustmq.config.Setting;
import io.robustmq.config.SettingCatalogue;
import java.nio.file.Path;
import java.util.List;

/** What is the broker's own about reading settings: the original's file, where it listens, what must fit together. */
public final class BrokerProgram {

    /** The management port binds to all interfaces if the MQTT listeners do. */
    public static final Program<BrokerConfig> PROGRAM = new Program<>(
            "RobustMQ broker",
            BrokerConfig.class,
            Path.of("config", "mqtt-server.toml"),
            "src-docs/reference/configuration.md",
            RelationCheck::in,
            written -> hasUsers(written) ? "0.0.0.0" : "127.0.0.1");

    private BrokerProgram() {}

    /** What {@link BindPolicy#hasAuthentication} says once the settings are read. */
    private static boolean hasUsers(Program.Written written) {
        return written.value("auth.file").isPresent()
                || written.value("auth.placement")
                        .map(Boolean::parseBoolean)
                        .orElse(written.value("placement.grpc-port").isPresent());
    }

    /** All that can be set about a broker. */
    public static List<Setting> settings() {
        return SettingCatalogue.of(BrokerConfig.class);
    }
}
