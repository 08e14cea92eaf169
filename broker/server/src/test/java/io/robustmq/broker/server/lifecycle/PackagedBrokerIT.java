package io.robustmq.broker.server.lifecycle;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.metrics.MeterCatalogue;
import io.robustmq.broker.server.metrics.MeterDefinition;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The broker as a process: what it prints, answers and exits with. */
@Timeout(180)
class PackagedBrokerIT {

    @TempDir
    Path folder;

    private static RawClient connected(BrokerProcess broker, String clientId) {
        RawClient client = RawClient.tcp(broker.address("tcp"), ProtocolVersion.V5);
        client.connect(connect(clientId));
        return client;
    }

    @Test
    void startsWithNothingServesSaysSoAndStopsInOrder() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, Map.of()).awaitReady();
                RawClient client = connected(broker, "it")) {
            saysWhatItIsInTwoLinesWithoutWarnings(broker);
            answersTheThreeHealthQuestions(broker);
            showsEveryMeter(broker);

            broker.terminate();

            client.expectDisconnect(0x8B);
            assertThat(broker.awaitExit()).as(broker::output).isZero();
            assertThat(broker.output().lines().skip(2))
                    .as("the last of what it says")
                    .satisfiesExactly(
                            line -> assertThat(line).contains("INFO", "broker stopping", "SIGTERM", "goodbye to: 1"),
                            line -> assertThat(line).containsPattern("INFO.*broker stopped in \\d+ ms"));
        }
    }

    @Test
    void aBrokerWhoseHeapIsUsedUpEndsInsteadOfHangingOn() throws Exception {
        Map<String, String> limitless = Map.of(
                "ROBUSTMQ_RETAINED_BYTES", "1024GiB",
                "ROBUSTMQ_MEMORY_HEAP_PERCENT", "100",
                "ROBUSTMQ_STORAGE_TYPE", "memory");
        try (BrokerProcess broker = BrokerProcess.start(folder, limitless).awaitReady();
                RawClient client = connected(broker, "it")) {
            byte[] publish = new byte[4_000_009];
            System.arraycopy(new byte[] {0x31, (byte) 0x84, (byte) 0x92, (byte) 0xF4, 0x01, 0, 1}, 0, publish, 0, 7);
            try {
                for (char topic = '0'; topic <= '~'; topic++) { // each retained: 79 times 4 MB
                    publish[7] = (byte) topic;
                    client.sendBytes(publish);
                }
            } catch (UncheckedIOException _) {
                // it has ended
            }
            assertThat(broker.awaitExit()).as(broker::output).isEqualTo(3);
        }
    }

    private static void saysWhatItIsInTwoLinesWithoutWarnings(BrokerProcess broker) {
        assertThat(broker.output().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("only this machine is served"))
                .anySatisfy(line -> assertThat(line)
                        .matches(".* RobustMQ broker ready in \\d+ ms: mqtt tcp 127.0.0.1:\\d+, ws 127.0.0.1:\\d+,"
                                + " management 127.0.0.1:\\d+"));
        assertThat(broker.address("tcp").getPort()).isNotZero();
        assertThat(broker.address("management").getPort()).isNotZero();
    }

    private static void answersTheThreeHealthQuestions(BrokerProcess broker) throws Exception {
        for (String question : new String[] {"started", "live", "ready"}) {
            assertThat(broker.get("/q/health/" + question).statusCode()).isEqualTo(200);
        }
        assertThat(broker.get("/q/health/ready").body()).contains("serving", "\"tcp\"", "storage", "\"durability\"");
        assertThat(broker.get("/q/health/live").body()).contains("event-loops");
    }

    private static void showsEveryMeter(BrokerProcess broker) throws Exception {
        String metrics = broker.get("/q/metrics").body();

        for (MeterDefinition meter : MeterCatalogue.all()) {
            String parts = meter.type() == MeterDefinition.Type.HISTOGRAM ? "_(count|sum|bucket)" : "";
            assertThat(metrics).containsPattern("(?m)^" + meter.prometheusName() + parts + "[{ ]");
        }
        assertThat(metrics)
                .contains("robustmq_connections 1.0", "robustmq_connects_total 1.0", "jvm_memory_used_bytes");
    }

    @Test
    void readsTheFileInTheFolderItIsStartedIn() throws Exception {
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(folder.resolve("config/mqtt-server.toml"), "[network]\nwebsocket_path = \"/elsewhere\"\n");

        try (BrokerProcess broker = BrokerProcess.start(folder, Map.of()).awaitReady()) {
            InetSocketAddress webSocket = broker.address("ws");
            assertThat(BrokerProcess.get(webSocket, "/mqtt").statusCode()).isEqualTo(404);
            assertThat(BrokerProcess.get(webSocket, "/elsewhere").statusCode()).isNotEqualTo(404);
        }
    }

    @Test
    void stopsInOrderWhenItIsToldToWhileItStarts() throws Exception {
        Path data = folder.resolve("data");
        try (BrokerProcess broker = BrokerProcess.start(folder, Map.of())) {
            await().pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(data));

            broker.terminate();

            assertThat(broker.awaitExit()).as(broker::output).isZero();
            assertThat(broker.output()).doesNotContain("Exception", "cannot start");
        }
    }

    @Test
    void isNotReadyWhileItStopsButStillAnswers() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, Map.of("ROBUSTMQ_LIFECYCLE_STOP_DELAY", "30s"))
                .awaitReady()) {
            broker.terminate();

            await().untilAsserted(() ->
                    assertThat(broker.get("/q/health/ready").statusCode()).isEqualTo(503));
            assertThat(broker.get("/q/health/live").statusCode()).isEqualTo(200);
            connected(broker, "late").close();
        }
    }

    @Test
    void exitsWith78AndAShortMessageOnBadConfiguration() throws Exception {
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(folder.resolve("config/mqtt-server.toml"), "[network]\ntpc_port = 1883\n");

        assertRefused(
                Map.of("ROBUSTMQ_MEMORY_HEAP_PERCENT", "101"),
                78,
                "did you mean network.tcp_port?",
                "ROBUSTMQ_MEMORY_HEAP_PERCENT = 101: must be a number from 1 to 100");
    }

    @Test
    void exitsWith78WhenTheAccessFileCannotBeUsed() throws Exception {
        Path access = Files.writeString(folder.resolve("access.toml"), "[[user]]\nnme = \"me\"\n");

        assertRefused(Map.of("ROBUSTMQ_AUTH_FILE", access.toString()), 78, "access.toml", "name");
    }

    @Test
    void exitsWith78WhenTheCertificateCannotBeUsed() throws Exception {
        Path nonsense = Files.writeString(folder.resolve("server.pem"), "nonsense");

        assertRefused(
                Map.of("ROBUSTMQ_TLS_CERTIFICATE", nonsense.toString(), "ROBUSTMQ_TLS_KEY", nonsense.toString()),
                78,
                "server.pem");
    }

    @Test
    void exitsWith78WhenAnotherProcessHasTheData() throws Exception {
        try (BrokerProcess first = BrokerProcess.start(folder, Map.of()).awaitReady()) {
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Map<String, String> samePlace =
                    Map.of("ROBUSTMQ_DATA_PATH", folder.resolve("data/broker").toString());
            try (BrokerProcess second = BrokerProcess.start(elsewhere, samePlace)) {
                assertThat(second.awaitExit()).as(second::output).isEqualTo(78);
                assertThat(second.output())
                        .contains("in use by another process", "stop that one", folder.toString())
                        .doesNotContain("\tat ");
            }
            assertThat(first.get("/q/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void exitsWith78WhenDataCannotBeKeptWhereItShould() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        assertRefused(
                Map.of("ROBUSTMQ_DATA_PATH", file.resolve("data").toString()),
                78,
                file + " is not a folder",
                "set data_path to another folder");
    }

    @ParameterizedTest
    @CsvSource({
        "ROBUSTMQ_NETWORK_TCP_PORT, tcp",
        "ROBUSTMQ_NETWORK_WEBSOCKET_PORT, ws",
        "QUARKUS_MANAGEMENT_PORT, management"
    })
    void exitsWith1AndAShortMessageWhenAPortIsTaken(String setting, String listener) throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            String port = Integer.toString(taken.getLocalPort());

            assertRefused(Map.of(setting, port), 1, "cannot listen on", ":" + port + " (" + listener + ")");
        }
    }

    @Test
    void logsClientsAsJsonWithTheKeysThatToolsLookFor() throws Exception {
        Map<String, String> settings = Map.of("ROBUSTMQ_LOG_JSON", "true", "ROBUSTMQ_LOG_LEVEL", "DEBUG");
        try (BrokerProcess broker = BrokerProcess.start(folder, settings).awaitReady()) {
            connected(broker, "logged").close();

            await().untilAsserted(() -> assertThat(broker.output().lines())
                    .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
                    .anyMatch(line -> line.contains("\"clientId\":\"logged\"")
                            && line.contains("\"remote\":\"127.0.0.1:")
                            && line.contains("\"reasonCode\":\"0x80\"")));
        }
    }

    private void assertRefused(Map<String, String> settings, int exitCode, String... parts) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, settings)) {
            assertThat(broker.awaitExit()).as(broker::output).isEqualTo(exitCode);
            assertThat(broker.output()).contains(parts).doesNotContain("\tat ", "Exception");
            assertThat(broker.output().lines()).hasSizeLessThan(10);
        }
    }
}
