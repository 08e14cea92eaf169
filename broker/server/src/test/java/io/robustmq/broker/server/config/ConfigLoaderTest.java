package io.robustmq.broker.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.config.testkit.MadeUpSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What users write about a broker, and what comes of it: values that take effect, and messages that say what to write instead. What
 * is the same for every server is tested in {@code config}.
 */
class ConfigLoaderTest {

    @TempDir
    Path folder;

    @Test
    void aFileWrittenForTheOriginalStartsAsItIs() throws Exception {
        BrokerConfig config = Sources.file(file("""
                        [broker]
                        node_id = 3
                        [network]
                        tcp_port = 2883
                        tcps_port = 9883
                        websocket_port = 9093
                        """)).load();

        assertThat(config.broker().nodeId()).isEqualTo(3);
        assertThat(config.network().tcpPort()).hasValue(2883);
        assertThat(config.network().tcpsPort()).hasValue(9883);
        assertThat(config.network().websocketPort()).hasValue(9093);
    }

    @Test
    void everySettingCanBeGivenByTheEnvironment() {
        BrokerConfig config = Sources.environment(
                        "ROBUSTMQ_DATA_PATH", "/data",
                        "ROBUSTMQ_SESSION_WHEN_FULL", "drop-newest",
                        "ROBUSTMQ_PROTOCOL_MAXIMUM_CLIENT_ID_BYTES", "100",
                        "ROBUSTMQ_AUTH_ALLOW_ANONYMOUS", "false",
                        "ROBUSTMQ_LOG_JSON", "true")
                .load();

        assertThat(config.dataPath()).isEqualTo(Path.of("/data"));
        assertThat(config.session().whenFull()).isEqualTo(SessionConfig.WhenFull.DROP_NEWEST);
        assertThat(config.protocol().maximumClientIdBytes()).isEqualTo(100);
        assertThat(config.auth().allowAnonymous()).contains(false);
        assertThat(config.log().json()).isTrue();
    }

    @Test
    void anEmptyPortClosesTheListener() throws Exception {
        assertThat(Sources.environment("ROBUSTMQ_NETWORK_WEBSOCKET_PORT", "")
                        .load()
                        .network()
                        .websocketPort())
                .isEmpty();
        assertThat(Sources.file(file("[network]\ntcps_port = \"\""))
                        .load()
                        .network()
                        .tcpsPort())
                .isEmpty();
    }

    @Test
    void sizesTimesChoicesAndListsAreReadAsPeopleWriteThem() throws Exception {
        BrokerConfig config = Sources.file(file("""
                        [protocol]
                        maximum_packet_size = "64KiB"
                        maximum_session_expiry = "never"
                        maximum_keep_alive = 90
                        [shared]
                        strategy = "hash_topic"
                        [tls]
                        protocols = ["TLSv1.3"]
                        reload_interval = "500ms"
                        """)).load();

        assertThat(config.protocol().maximumPacketSize()).isEqualTo(65_536);
        assertThat(config.protocol().maximumSessionExpiry()).isEqualTo(Duration.ofSeconds(4_294_967_295L));
        assertThat(config.protocol().maximumKeepAlive()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.shared().strategy()).isEqualTo(Strategy.HASH_TOPIC);
        assertThat(config.tls().protocols()).containsExactly("TLSv1.3");
        assertThat(config.tls().reloadInterval()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void anUnknownSettingOfAStorageAdapterIsGuessedToo() {
        assertRefused(
                Sources.environment("ROBUSTMQ_STORAGE_ROCKSDB_CASH_BYTES", "1GiB"),
                "ROBUSTMQ_STORAGE_ROCKSDB_CASH_BYTES (environment): no such setting;"
                        + " did you mean ROBUSTMQ_STORAGE_ROCKSDB_CACHE_BYTES?");
    }

    @Test
    void anUnknownKeyWithoutItsGroupIsGuessedToo() throws Exception {
        Path file = file("tcp_port = 1883");

        assertRefused(
                Sources.file(file).environment(Map.of("ROBUSTMQ_HEAP_PERCENT", "90")),
                "tcp_port (" + file + "): no such setting; did you mean network.tcp_port?",
                "ROBUSTMQ_HEAP_PERCENT (environment): no such setting; did you mean ROBUSTMQ_MEMORY_HEAP_PERCENT?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROBUSTMQ_HOME", "ROBUSTMQ_JOURNAL_REPLICAS", "ROBUSTMQ_X", "ROBUSTMQ_JAVA_OPTS"})
    void anUnknownKeyThatIsLikeNoOtherIsNotGuessed(String name) {
        assertThatThrownBy(() -> Sources.environment(name, "1").load())
                .hasMessage(name + " (environment): no such setting");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    network.tcp_port            | 70000    | must be a number from 0 to 65535
                    network.tcp_port            | -1       | must be a number from 0 to 65535
                    network.tcp_port            | mqtt     | must be a number from 0 to 65535
                    network.proxy_protocol      | perhaps  | must be true or false
                    protocol.maximum_packet_size| 1GiB     | must be a size from 1KiB to 256MiB
                    protocol.maximum_packet_size| 10 miles | must be a size from 1KiB to 256MiB
                    protocol.maximum_keep_alive | 1y       | must be a time from 0s to 65535s
                    protocol.maximum_keep_alive | 30h      | must be a time from 0s to 65535s
                    tls.client_auth             | maybe    | must be one of none, optional, required
                    tls.client_auth             | required | needs tls.client_ca
                    tls.protocols               | SSLv3    | must be some of TLSv1.3, TLSv1.2
                    storage.durable_topics      | a/#/b    | storage.durable_topics = a/#/b
                    storage.durable_topics      | $share/g/a | must not be the filter of a shared subscription
                    tls.certificate             | /none    | tls.certificate and tls.key go together
                    tls.keystore                | /none    | cannot be read
                    auth.file                   | /none    | cannot be read
                    network.websocket_path      | mqtt     | must start with /
                    network.websocket_port      | 1883     | is the port of network.tcp_port already
                    network.bind_address        | 1.2.3.4.5| no such address or host name
                    network.bind_address        | 0.0.0.0  | would let anyone in who reaches this address
                    memory.heap_percent         | 0        | must be a number from 1 to 100
                    storage.type                | rocksbd  | must be one of journal, local, memory, mysql, rocksdb, s3; did you mean rocksdb?
                    storage.retention_time      | 0s       | must be a time from 1s to 3650d
                    shared.strategy             | fair     | must be one of round-robin, random, least-inflight
                    """)
    void aValueThatCannotBeSaysWhatCould(String key, String value, String message) throws Exception {
        String[] name = key.split("\\.", 2);
        Path file = file("[%s]\n%s = \"%s\"".formatted(name[0], name[1], value));

        assertRefused(Sources.file(file), key, message);
    }

    private Path file(String toml) throws Exception {
        return Files.writeString(folder.resolve("mqtt-server.toml"), toml);
    }

    private static void assertRefused(MadeUpSources<BrokerConfig> sources, String... parts) {
        assertThatThrownBy(sources::load)
                .isInstanceOf(InvalidConfigurationException.class)
                .message()
                .contains(parts);
    }
}
