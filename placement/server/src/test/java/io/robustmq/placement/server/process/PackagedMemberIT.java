package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.server.metrics.MeterCatalogue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedMemberIT {

    private static final Map<String, String> FREE_PORTS =
            Map.of("ROBUSTMQ_NETWORK_GRPC_PORT", "0", "ROBUSTMQ_NETWORK_RAFT_PORT", "0");

    @TempDir
    Path folder;

    @Test
    void startsFromTheFileOfTheOriginalAndKeepsWhatItWasTold() throws Exception {
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(folder.resolve("config/placement-center.toml"), """
                cluster_name = "placement-test"
                [node]
                node_id = 1
                addr = "127.0.0.1"
                nodes = { 1 = "127.0.0.1:1228" }
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
                """);
        try (MemberProcess member = MemberProcess.start(folder, FREE_PORTS)) {
            member.awaitReady();
            try (Client client = new Client(List.of(member.address("grpc")))) {
                assertThat(client.put("a", 7)).isPositive();
                assertThat(client.get("a")).isEqualTo(7);
            }
            assertThat(member.get("/q/health/ready").statusCode()).isEqualTo(200);
            assertThat(member.get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(member.get("/q/metrics").body())
                    .contains(MeterCatalogue.all().stream()
                            .map(meter -> "\n" + meter.prometheusName() + " ")
                            .toList())
                    .contains("robustmq_placement_leader 1.0")
                    .contains("robustmq_placement_rpc_seconds_count");
            assertThat(folder.resolve("kept/identity.properties")).exists();

            member.terminate();
            assertThat(member.awaitExit()).isZero();
            member.start();
            member.awaitReady();
            String address = member.address("grpc");
            try (Client client = new Client(List.of(address))) {
                assertThat(client.get("a")).isEqualTo(7);
                // The ports are others now.
                await().atMost(MemberProcess.PATIENCE).until(() -> client.status(address)
                        .getSelf()
                        .getMember()
                        .getClientAddress()
                        .equals(address));
            }
        }
    }

    @Test
    void endsWithZeroWhileClientsWriteAndItsFolderIsNobodyElses() throws Exception {
        try (MemberProcess member = MemberProcess.start(folder, FREE_PORTS)) {
            member.awaitReady();
            try (RecordedLoad load = new RecordedLoad(List.of(member.address("grpc")), RecordedLoad.seed()).start()) {
                load.awaitMore(200);
                member.terminate();
                assertThat(member.awaitExit()).as(member::output).isZero();
            }
            assertThat(member.output()).contains("stopped");
        }
        Map<String, String> settings = new HashMap<>(FREE_PORTS);
        settings.put("ROBUSTMQ_NODE_NODE_ID", "7");
        try (MemberProcess member = MemberProcess.start(folder, settings)) {
            assertThat(member.awaitExit()).isEqualTo(78);
            assertThat(member.output()).contains("node.node_id").doesNotContain("damaged");
        }
    }

    @Test
    void aRaftPortThatIsTakenIsNamedAndNoEndInOrder() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> ports = Map.of(
                    "ROBUSTMQ_NETWORK_GRPC_PORT",
                    "0",
                    "ROBUSTMQ_NETWORK_RAFT_PORT",
                    Integer.toString(taken.getLocalPort()));
            try (MemberProcess member = MemberProcess.start(folder, ports)) {
                assertThat(member.awaitExit()).isEqualTo(1);
                assertThat(member.output())
                        .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (network.raft_port)");
            }
        }
    }

    @Test
    void aFolderThatAnotherProcessUsesIsNoDamage() {
        Map<String, String> settings = new HashMap<>(FREE_PORTS);
        settings.put("ROBUSTMQ_DATA_PATH", folder.resolve("data").toString());
        try (MemberProcess first =
                        MemberProcess.start(folder.resolve("first"), settings).awaitReady();
                MemberProcess second = MemberProcess.start(folder.resolve("second"), settings)) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.output())
                    .contains(
                            "in use by another process", folder.resolve("data").toString())
                    .doesNotContain("damaged");
            assertThat(first.get("/q/health/ready").statusCode()).isEqualTo(200);
            first.kill();
            second.start();
            second.awaitReady();
        }
    }

    @Test
    void isAskedAndChangedOverHttpByWhoHasTheToken() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "sesame\n");
        Map<String, String> settings = new HashMap<>(FREE_PORTS);
        settings.put("ROBUSTMQ_ADMIN_TOKEN_FILE", token.toString());
        settings.put("QUARKUS_HTTP_PORT", "0");
        try (MemberProcess member = MemberProcess.start(folder, settings)) {
            member.awaitReady();

            assertThat(member.admin("GET", "/status", "nonsense").statusCode()).isEqualTo(401);
            assertThat(member.admin("GET", "/status", "sesame").body())
                    .contains("\"role\":\"LEADER\"", "\"voter\":true");
            String members = member.admin("GET", "/members", "sesame").body();
            assertThat(members).contains("\"clientAddress\":\"" + member.address("grpc") + "\"");
            assertThat(member.admin("GET", "/nodes", "sesame").body()).contains("\"nodes\":[]");

            String self = members.replaceAll(".*\"memberId\":\"([^\"]*)\".*", "$1");
            HttpResponse<String> removal = member.admin("DELETE", "/members/" + self, "sesame");
            assertThat(removal.statusCode()).isEqualTo(409);
            assertThat(removal.body()).contains("WOULD_LOSE_QUORUM");
            assertThat(member.admin("POST", "/members/9-00000000/promotion", "sesame")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void exitsWith78AndNamesTheNearestSettingWhenOneIsUnknown() throws Exception {
        try (MemberProcess member = MemberProcess.start(folder, Map.of("ROBUSTMQ_NETWORK_GRCP_PORT", "1"))) {
            assertThat(member.awaitExit()).isEqualTo(78);
            assertThat(member.output()).contains("did you mean ROBUSTMQ_NETWORK_GRPC_PORT?");
        }
    }

    @Test
    void refusesWithAFieldAReasonAndAdviceAndHasNoAdminPortWithoutAToken() {
        try (MemberProcess member = MemberProcess.start(folder, FREE_PORTS)) {
            member.awaitReady();
            assertThat(member.output()).doesNotContain("admin");
            try (Client client = new Client(List.of(member.address("grpc")))) {
                ResourcesGrpc.ResourcesBlockingStub resources =
                        ResourcesGrpc.newBlockingStub(client.channel(member.address("grpc")));
                assertThat(refusal(() -> resources.write(WriteRequest.getDefaultInstance())))
                        .returns(Reason.MISSING_FIELD, PlacementError::getReason)
                        .returns("header.idempotency_key", PlacementError::getField);
                assertThat(refusal(() -> resources.get(GetRequest.newBuilder()
                                .setRef(EntryRef.newBuilder()
                                        .setKind(Kind.CONFIG)
                                        .setName("none"))
                                .build())))
                        .returns(Reason.NOT_FOUND, PlacementError::getReason);
            }
        }
    }

    private static PlacementError refusal(Runnable call) {
        StatusRuntimeException[] thrown = new StatusRuntimeException[1];
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, fault -> thrown[0] = fault);
        return Client.error(thrown[0]).orElseThrow();
    }
}
