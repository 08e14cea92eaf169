package io.robustmq.operator.app.reference;

import io.robustmq.config.testkit.ConfigurationPage;
import io.robustmq.config.testkit.GeneratedPage;
import io.robustmq.operator.app.config.OperatorProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Makes {@code src-docs/reference/operator-configuration.md} of the configuration interfaces and their Javadoc. */
class ConfigurationPageTest {

    private static final String VALUES = """
            Times are written `500ms`, `10s`, `5m`, `18h`, `7d`, or as a number of seconds. In the TOML file they are texts:
            `waiting = "3s"`. Relative paths start at the folder the operator is started in.
            """;
    private static final String READING = """
            All settings are read at the start.
            """;

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        ConfigurationPage page = new ConfigurationPage(
                OperatorProgram.PROGRAM,
                "the operator",
                "reconcile.waiting",
                VALUES,
                READING,
                Path.of("src/main/java"));

        GeneratedPage.check("operator-configuration.md", page.text());
    }
}
