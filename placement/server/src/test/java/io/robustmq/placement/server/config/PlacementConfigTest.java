package io.robustmq.placement.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.config.testkit.MadeUpSources;
import io.robustmq.placement.server.config.ClusterConfig.JoinAs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is the placement centre's own about its settings; how they are read is tested in {@code config}. */
class PlacementConfigTest {

    @TempDir
    Path folder;

    @Test
    void theDefaultsThatOthersRelyOn() {
        PlacementConfig config = sources().load();

        assertThat(config.network().grpcPort()).isEqualTo(1228);
        assertThat(config.network().raftPort()).isEqualTo(1238);
        assertThat(config.network().bindAddress()).isEmpty();
        assertThat(config.management().port()).isEqualTo(9000);
        assertThat(config.node().addr()).isEqualTo("127.0.0.1");
        assertThat(config.raft().electionTimeout()).isEqualTo(Duration.ofMillis(700));
        assertThat(config.cluster().joinAs()).isEqualTo(JoinAs.VOTER);
    }

    @Test
    void aFileWrittenForTheOriginalIsReadAsItIs() throws Exception {
        PlacementConfig config = sources().file(file("""
                        cluster_name = "placement-test"
                        [node]
                        node_id = 2
                        addr = "10.0.0.2"
                        nodes = { 1 = "10.0.0.1:1228", 2 = "10.0.0.2:1228" }
                        [network]
                        grpc_port = 1228
                        http_port = 1227
                        [system]
                        runtime_work_threads = 100
                        [heartbeat]
                        heartbeat_timeout_ms = 5000
                        heartbeat_check_time_ms = 1000
                        [rocksdb]
                        data_path = "kept"
                        max_open_files = 10000
                        [log]
                        log_config = "./config/log4rs.yaml"
                        log_path = "./logs"
                        """)).load();

        assertThat(config.node().nodes())
                .containsOnly(Map.entry("1", "10.0.0.1:1228"), Map.entry("2", "10.0.0.2:1228"));
        assertThat(config.rocksdb().dataPath()).contains(Path.of("kept"));
        assertThat(Peers.of(config).all())
                .containsExactly(new Peers.Peer(1, "10.0.0.1:1228"), new Peers.Peer(2, "10.0.0.2:1228"));
    }

    @Test
    void timesAreReadAsPeopleWriteThem() {
        PlacementConfig config = sources()
                .environment("ROBUSTMQ_RAFT_ELECTION_TIMEOUT", "2 s", "ROBUSTMQ_RAFT_REQUEST_TIMEOUT", "10")
                .load();

        assertThat(config.raft().electionTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.raft().requestTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theManagementPortIsWhereTheOtherPortsAre() {
        String host = "quarkus.management.host";

        assertThat(sources().value(host)).isEqualTo("127.0.0.1");
        assertThat(sources()
                        .environment("ROBUSTMQ_NETWORK_BIND_ADDRESS", "192.0.2.1")
                        .value(host))
                .isEqualTo("192.0.2.1");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    raft.election_timeout | 1ms             | must be a time from 100ms to 60s
                    raft.election_timeout | never           | must be a time from 100ms to 60s
                    cluster.join_as       | leader          | must be one of voter, learner
                    cluster.members       | 1@a:1,1@b:1     | a number is there twice
                    cluster.members       | 1@a:1,2@a:1     | an address is there twice
                    cluster.members       | 2@a:1,3@b:1     | this member, number 1, is not among them
                    cluster.members       | one             | one is not number@host:port
                    network.grcp_port     | 1               | did you mean network.grpc_port?
                    """)
    void whatCannotBeSaysWhatCould(String key, String value, String message) throws Exception {
        String[] name = key.split("\\.", 2);
        Path file = file("[%s]\n%s = \"%s\"".formatted(name[0], name[1], value));

        assertThatThrownBy(() -> sources().file(file).load())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(message);
    }

    @Test
    void aFreePortIsForAMemberThatStandsAlone() {
        MadeUpSources<PlacementConfig> alone = sources().environment("ROBUSTMQ_NETWORK_GRPC_PORT", "0");

        assertThat(alone.load().network().grpcPort()).isZero();
        assertThatThrownBy(() -> alone.environment("ROBUSTMQ_CLUSTER_MEMBERS", "1@a:1,2@b:1")
                        .load())
                .hasMessageContaining("0 is for a member that stands alone");
    }

    private static MadeUpSources<PlacementConfig> sources() {
        return new MadeUpSources<>(PlacementProgram.PROGRAM);
    }

    private Path file(String toml) throws Exception {
        return Files.writeString(folder.resolve("placement-center.toml"), toml);
    }
}
