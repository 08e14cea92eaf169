package io.robustmq.placement.server.reference;

import io.robustmq.config.testkit.ConfigurationPage;
import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.placement.server.config.PlacementProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/placement-configuration.md} of the configuration interfaces and their Javadoc. */
class ConfigurationPageTest {

    private static final String VALUES = """
            Times are written `500ms`, `10s`, `5m`, `18h`, `7d`, or as a number of seconds; sizes `4096`, `64KiB`, `10MiB`, `1GiB`. In the TOML file they are texts:
            `election_timeout = "700ms"`. Relative paths start at the folder the placement centre is started in.
            """;
    private static final String READING = """
            All settings are read at the start. Some are there only because the original's file has them, and say so.
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        ConfigurationPage page = new ConfigurationPage(
                PlacementProgram.PROGRAM,
                "the placement centre",
                "network.grpc_port",
                VALUES,
                READING,
                Path.of("src/main/java"));

        GeneratedPage.check("placement-configuration.md", page.text());
    }
}
