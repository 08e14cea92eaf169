package io.robustmq.journal.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.client.Appender;
import io.robustmq.journal.client.ClientSettings;
import io.robustmq.journal.client.JournalClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One server on its own, as it is packaged. */
@Timeout(300)
class PackagedServerIT {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ByteString VALUE = ByteString.copyFromUtf8("v");

    @TempDir
    Path folder;

    private final String group = UUID.randomUUID().toString();

    private Map<String, String> alone(String durability) {
        return Map.of(
                "ROBUSTMQ_NETWORK_GRPC_PORT", "0",
                "ROBUSTMQ_NETWORK_RAFT_PORT", "0",
                "ROBUSTMQ_CLUSTER_GROUPS", group,
                "ROBUSTMQ_SEGMENTS_DURABILITY", durability,
                "ROBUSTMQ_SEGMENTS_LEAST_FREE_BYTES", "0");
    }

    private ShardRef shard() {
        return ShardRef.newBuilder().setGroup(group).setShard(0).build();
    }

    private static JournalClient client(JournalProcess server) {
        return new JournalClient(new ClientSettings(
                List.of(server.address("grpc")),
                JournalProcess.PATIENCE,
                Duration.ofSeconds(10),
                Duration.ofMillis(50)));
    }

    private void put(JournalProcess server) throws Exception {
        try (JournalClient client = client(server);
                Appender appender = client.appender(shard())) {
            appender.append(List.of(Write.newBuilder()
                            .addChanges(Change.newBuilder()
                                    .setPut(Change.Put.newBuilder().setKey(KEY).setValue(VALUE)))
                            .build()))
                    .get(JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private ByteString get(JournalProcess server) throws Exception {
        try (JournalClient client = client(server)) {
            return client.get(GetRequest.newBuilder()
                            .setShard(shard())
                            .setKey(KEY)
                            .build())
                    .get(JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .getValue();
        }
    }

    @Test
    void tellsHowItIsAndStopsInOrderAndGoesOnFromWhatItKept() throws Exception {
        try (JournalProcess server =
                JournalProcess.start(folder, alone("quorum-fsync")).awaitReady()) {
            put(server);
            assertThat(server.get("/q/health/started").statusCode()).isEqualTo(200);
            assertThat(server.get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(server.get("/q/health/ready").statusCode()).isEqualTo(200);
            assertThat(server.get("/q/health/ready").body()).contains(group, "LEADER");
            assertThat(server.get("/q/metrics").body())
                    .contains("\nrobustmq_journal_groups 1.0")
                    .contains("\nrobustmq_journal_groups_led 1.0")
                    .contains("\nrobustmq_journal_groups_leaderless 0.0")
                    .contains("\nrobustmq_journal_groups_underreplicated 0.0");
            server.terminate();
            assertThat(server.awaitExit()).as(server::output).isZero();
            assertThat(server.output()).contains("stopped");

            server.start();
            server.awaitReady();
            assertThat(get(server)).isEqualTo(VALUE);
        }
    }

    @Test
    void withQuorumAStopInOrderLosesNothingAndTheServerSaysWhatItPromises() throws Exception {
        try (JournalProcess server =
                JournalProcess.start(folder, alone("quorum")).awaitReady()) {
            put(server);
            try (JournalClient client = client(server)) {
                assertThat(client.status(server.address("grpc"))
                                .get(JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                .getDurability())
                        .isEqualTo("quorum");
            }
            server.terminate();
            assertThat(server.awaitExit()).as(server::output).isZero();
            server.start();
            server.awaitReady();
            assertThat(get(server)).isEqualTo(VALUE);
        }
    }

    @Test
    void exitsWith78AndNamesTheNearestSettingWhenOneIsUnknown() {
        try (JournalProcess server = JournalProcess.start(
                folder, Map.of("ROBUSTMQ_CLUSTER_GROUPS", group, "ROBUSTMQ_NETWORK_GRCP_PORT", "1"))) {
            assertThat(server.awaitExit()).isEqualTo(78);
            assertThat(server.output()).contains("did you mean ROBUSTMQ_NETWORK_GRPC_PORT?");
        }
    }
}
