package io.robustmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.sample.SampleProgram;
import io.robustmq.config.testkit.MadeUpSources;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is added to the framework's sources, and that nothing is where no server runs. */
class ServerSourcesTest {

    private static final String HOST = "quarkus.management.host";

    @Test
    void theManagementPortListensWhereItWasToldElseWhereTheProgramSays(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("s.toml"), "[network]\nbind_address = \"192.0.2.7\"");

        assertThat(new MadeUpSources<>(SampleProgram.withoutFile()).value(HOST)).isEqualTo("127.0.0.1");
        MadeUpSources<?> written = new MadeUpSources<>(SampleProgram.withFile(file));
        assertThat(written.value(HOST)).isEqualTo("192.0.2.7");
        assertThat(written.environment("SAMPLE_NETWORK_BIND_ADDRESS", "192.0.2.8")
                        .value(HOST))
                .isEqualTo("192.0.2.8");
        assertThat(written.environment("SAMPLE_MANAGEMENT_BIND_ADDRESS", "::1").value(HOST))
                .isEqualTo("::1");
        assertThat(written.properties(Map.of(HOST, "192.0.2.9")).value(HOST)).isEqualTo("192.0.2.9");
    }

    @Test
    void theFrameworkFindsThemAndTheyAreEmptyWhereNoServerIsDeclared() {
        assertThat(ServiceLoader.load(io.smallrye.config.ConfigSourceFactory.class))
                .hasAtLeastOneElementOfType(ServerSources.class);

        SmallRyeConfig config =
                new SmallRyeConfigBuilder().withSources(new ServerSources()).build();

        assertThat(config.getConfigValue(HOST).getValue()).isNull();
    }
}
