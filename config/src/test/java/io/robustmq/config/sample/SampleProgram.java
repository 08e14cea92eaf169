package io.robustmq.config.sample;

import io.robustmq.config.Problem;
import io.robustmq.config.Program;
import java.nio.file.Path;
import java.util.List;

/** The sample, as the library is told of it. */
public final class SampleProgram {

    private SampleProgram() {}

    public static Program<SampleConfig> withoutFile() {
        return withFile(Path.of("target", "there-is-no-such-file.toml"));
    }

    /** @param file what is read if no other is named */
    public static Program<SampleConfig> withFile(Path file) {
        return new Program<>(
                "Sample", SampleConfig.class, file, "sample.md", SampleProgram::relations, written -> written.value(
                                "network.bind-address")
                        .orElse("127.0.0.1"));
    }

    private static List<Problem> relations(SampleConfig config) {
        return config.network().tcpPort().orElse(0) == config.management().port()
                ? List.of(new Problem("management.port", "is the port of network.tcp_port already"))
                : List.of();
    }
}
