package io.robustmq.journal.server.reference;

import io.robustmq.config.testkit.ConfigurationPage;
import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.journal.server.config.JournalProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/journal-configuration.md} of the configuration interfaces and their Javadoc. */
class ConfigurationPageTest {

    private static final String VALUES = """
            Times are written `500ms`, `10s`, `5m`, `18h`, `7d`, or as a number of seconds. In the TOML file they are texts:
            `election_timeout = "700ms"`. Relative paths start at the folder the journal server is started in.
            """;
    private static final String READING = """
            All settings are read at the start.
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        ConfigurationPage page = new ConfigurationPage(
                JournalProgram.PROGRAM,
                "the journal server",
                "network.grpc_port",
                VALUES,
                READING,
                Path.of("src/main/java"));

        GeneratedPage.check("journal-configuration.md", page.text());
    }
}
