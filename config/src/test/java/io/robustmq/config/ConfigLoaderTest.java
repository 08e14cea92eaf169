package io.robustmq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.config.sample.LimitsGroup.WhenFull;
import io.robustmq.config.sample.SampleConfig;
import io.robustmq.config.sample.SampleProgram;
import io.robustmq.config.testkit.MadeUpSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users write, and what comes of it: values that take effect, and messages that say what to write instead. */
class ConfigLoaderTest {

    @TempDir
    Path folder;

    @Test
    void withoutAnythingWrittenTheDefaultsHold() {
        SampleConfig config = sources().load();

        assertThat(config.network().tcpPort()).hasValue(1883);
        assertThat(config.network().bindAddress()).isEmpty();
        assertThat(config.limits().packetSize()).isEqualTo(10 << 20);
        assertThat(config.limits().silence()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void systemPropertiesWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Path file = file("""
                data_path = "/from/file"
                [network]
                tcp_port = 1
                backlog = 1
                [management]
                port = 9
                """);

        SampleConfig config = sources()
                .file(file)
                .environment("SAMPLE_NETWORK_TCP_PORT", "2", "SAMPLE_NETWORK_BACKLOG", "2")
                .properties(Map.of("sample.network.tcp-port", "3"))
                .load();

        assertThat(config.network().tcpPort()).hasValue(3);
        assertThat(config.network().backlog()).isEqualTo(2);
        assertThat(config.management().port()).isEqualTo(9);
        assertThat(config.dataPath()).isEqualTo(Path.of("/from/file"));
    }

    @Test
    void theProgramsFileIsReadIfNoOtherIsNamed() throws Exception {
        Path file = file("[network]\nbacklog = 7");
        Path other = Files.writeString(folder.resolve("other.toml"), "[network]\nbacklog = 8");

        MadeUpSources<SampleConfig> sources = new MadeUpSources<>(SampleProgram.withFile(file));

        assertThat(sources.load().network().backlog()).isEqualTo(7);
        assertThat(sources.file(other).load().network().backlog()).isEqualTo(8);
    }

    @Test
    void valuesAreReadAsPeopleWriteThem() throws Exception {
        SampleConfig config = sources().file(file("""
                        [network]
                        tcp_port = ""
                        versions = ["TLSv1.3"]
                        neighbours = { north = "n:1", "3" = "three:1" }
                        [limits]
                        packet_size = "64KiB"
                        silence = 90
                        when_full = "drop_newest"
                        told = false
                        """)).load();

        assertThat(config.network().tcpPort()).isEmpty();
        assertThat(config.network().versions()).containsExactly("TLSv1.3");
        assertThat(config.network().neighbours()).containsOnly(Map.entry("north", "n:1"), Map.entry("3", "three:1"));
        assertThat(config.limits().packetSize()).isEqualTo(65_536);
        assertThat(config.limits().silence()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.limits().whenFull()).isEqualTo(WhenFull.DROP_NEWEST);
        assertThat(config.limits().told()).isFalse();
    }

    @Test
    void anUnknownKeyNamesTheNearestInTheSpellingOfItsSource() throws Exception {
        Path file = file("[network]\ntpc_port = 1883");

        assertRefused(
                sources()
                        .file(file)
                        .environment("SAMPLE_NETWORK_TCPPORT", "1")
                        .properties(Map.of("sample.limits.pocket-size", "1")),
                "network.tpc_port (" + file + "): no such setting; did you mean network.tcp_port?",
                "SAMPLE_NETWORK_TCPPORT (environment): no such setting; did you mean SAMPLE_NETWORK_TCP_PORT?",
                "sample.limits.pocket-size (",
                "did you mean sample.limits.packet-size?");
    }

    @Test
    void anUnknownKeyThatIsLikeNoOtherIsNotGuessed() {
        assertThatThrownBy(() -> sources().environment("SAMPLE_HOME", "1").load())
                .hasMessage("SAMPLE_HOME (environment): no such setting");
    }

    @Test
    void namesOfOthersAreNoneOfOurs() {
        sources()
                .environment("ROBUSTMQ_NETWORK_TCPPORT", "1", "PATH", "/bin")
                .properties(Map.of("sampler.rate", "1"))
                .load();
    }

    @Test
    void theNamesInATableAreTheUsersInEverySource() {
        SampleConfig config = sources()
                .environment("SAMPLE_NETWORK_NEIGHBOURS_NORTH", "n:1")
                .properties(Map.of("sample.network.neighbours.south", "s:1"))
                .load();

        assertThat(config.network().neighbours()).containsEntry("south", "s:1").containsEntry("north", "n:1");
    }

    @Test
    void aFileCannotNameItself() throws Exception {
        assertRefused(sources().file(file("config_file = \"x\"")), "config_file", "no such setting");
    }

    @Test
    void whatKubernetesAddsToTheEnvironmentIsNotTakenForSettings() {
        sources()
                .environment(
                        "SAMPLE_PORT", "tcp://10.0.0.1:1883",
                        "SAMPLE_PORT_1883_TCP", "tcp://10.0.0.1:1883",
                        "SAMPLE_PORT_1883_TCP_ADDR", "10.0.0.1",
                        "SAMPLE_SERVICE_HOST", "10.0.0.1",
                        "SAMPLE_OTHER_SERVICE_PORT_MQTT", "1883",
                        "SAMPLE_OTHER_PORT", "tcp://10.0.0.1:1883")
                .load();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    network.tcp_port   | 70000    | must be a number from 0 to 65535
                    network.tcp_port   | -1       | must be a number from 0 to 65535
                    network.tcp_port   | mqtt     | must be a number from 0 to 65535
                    network.backlog    | ''       | must not be empty; it is a number from 1 to 65535
                    limits.told        | perhaps  | must be true or false
                    limits.packet_size | 1GiB     | must be a size from 1KiB to 256MiB
                    limits.packet_size | 10 miles | must be a size from 1KiB to 256MiB
                    limits.silence     | 1y       | must be a time from 1s to 18h
                    limits.silence     | never    | must be a time from 1s to 18h
                    limits.when_full   | explode  | must be one of drop-oldest, drop-newest
                    management.port    | 1883     | is the port of network.tcp_port already
                    """)
    void aValueThatCannotBeSaysWhatCould(String key, String value, String message) throws Exception {
        String[] name = key.split("\\.", 2);
        Path file = file("[%s]\n%s = \"%s\"".formatted(name[0], name[1], value));

        assertRefused(sources().file(file), key, message);
    }

    @Test
    void everyProblemIsReportedAtOnceUnderTheNameItWasWrittenBy() throws Exception {
        Path file = file("[limits]\nsilence = \"1y\"");

        assertRefused(
                sources()
                        .file(file)
                        .environment("SAMPLE_NETWORK_TCP_PORT", "70000", "SAMPLE_NODE", "1")
                        .properties(Map.of("sample.limits.told", "no", "quarkus.management.port", "http")),
                file + ": limits.silence = 1y: must be",
                "SAMPLE_NETWORK_TCP_PORT = 70000: must be",
                "SAMPLE_NODE (environment): no such setting",
                "sample.limits.told = no: must be true or false",
                "quarkus.management.port = http: must be a number from 0 to 65535");
    }

    @Test
    void aFileThatIsNotTomlSaysWhere() throws Exception {
        Path file = file("[network]\ntcp_port = = 1");

        assertRefused(sources().file(file), file + ", line 2");
    }

    @Test
    void aFileThatIsNamedButNotThereIsAnError() {
        assertRefused(sources().file(folder.resolve("none.toml")), "none.toml", "cannot be read");
    }

    private static MadeUpSources<SampleConfig> sources() {
        return new MadeUpSources<>(SampleProgram.withoutFile());
    }

    private Path file(String toml) throws Exception {
        return Files.writeString(folder.resolve("sample.toml"), toml);
    }

    private static void assertRefused(MadeUpSources<SampleConfig> sources, String... parts) {
        assertThatThrownBy(sources::load)
                .isInstanceOf(InvalidConfigurationException.class)
                .message()
                .contains(parts);
    }
}
