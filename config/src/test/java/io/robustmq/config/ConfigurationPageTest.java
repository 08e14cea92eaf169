package io.robustmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.sample.SampleProgram;
import io.robustmq.config.testkit.ConfigurationPage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** How a reference page is made of a mapping. */
class ConfigurationPageTest {

    private final ConfigurationPage page = new ConfigurationPage(
            SampleProgram.withFile(Path.of("config", "sample.toml")),
            "the sample",
            "network.tcp_port",
            "Sizes are written in bytes.\n",
            "Settings are read once.\n",
            Path.of("src/test/java"));

    @Test
    void theIntroductionShowsTheThreeSpellingsAndTheFile() throws Exception {
        assertThat(page.text()).startsWith("""
                        # Settings of the sample

                        <!-- Made from the code by ConfigurationPageTest; do not edit. Write it anew with -Dregenerate. -->

                        A setting has three spellings. `tcp_port` under `[network]` is

                        - in the TOML file: `tcp_port = 1883` below the line `[network]`,
                        - in the environment: `SAMPLE_NETWORK_TCP_PORT=1883`,
                        - as a system property: `-Dsample.network.tcp-port=1883`.

                        System properties win over the environment, the environment wins over the file. The file is
                        `config/sample.toml` under the folder the sample is started in, or the one that `SAMPLE_CONFIG_FILE` names.

                        Sizes are written in bytes.
                        """);
    }

    @Test
    void everySettingIsShownWithItsGroupJavadocValuesAndDefault() throws Exception {
        assertThat(page.text()).contains("""

                        Settings are read once.

                        ### `data_path`

                        Folder of the sample.

                        A path. Default: `data/sample`. `SAMPLE_DATA_PATH`
                        """, """

                        ## `[limits]`

                        How much it takes.

                        ### `limits.packet_size`

                        Largest packet.

                        A size from `1KiB` to `256MiB`. Default: `10MiB`. `SAMPLE_LIMITS_PACKET_SIZE`
                        """, """

                        ### `network.neighbours`

                        The neighbours by name, `host:port` each.

                        A table of texts. Default: not set. `SAMPLE_NETWORK_NEIGHBOURS`
                        """, """
                        One of `drop-oldest`, `drop-newest`. Default: `drop-oldest`. `SAMPLE_LIMITS_WHEN_FULL`
                        """);
    }
}
