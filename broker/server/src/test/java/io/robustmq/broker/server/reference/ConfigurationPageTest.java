package io.robustmq.broker.server.reference;

import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.config.testkit.ConfigurationPage;
import io.robustmq.config.testkit.GeneratedPage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/configuration.md} of the configuration interfaces and their Javadoc. */
class ConfigurationPageTest {

    private static final String VALUES = """
            Sizes are written `4096`, `64KiB`, `10MiB`, `1GiB` or, as a share of the largest heap, `40%`; times `500ms`, `10s`,
            `5m`, `18h`, `7d`, or as a number of seconds. In the TOML file both are texts: `maximum_packet_size = "10MiB"`. Relative
            paths start at the folder the broker is started in.
            """;
    private static final String READING = """
            All settings are read at the start; files that a setting names are read again when they change where it says so.
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        ConfigurationPage page = new ConfigurationPage(
                BrokerProgram.PROGRAM, "the broker", "network.tcp_port", VALUES, READING, Path.of("src/main/java"));

        GeneratedPage.check("configuration.md", page.text());
    }
}
