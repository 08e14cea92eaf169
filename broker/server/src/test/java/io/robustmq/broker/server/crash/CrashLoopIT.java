package io.robustmq.broker.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The row {@code local-fsync} of the acknowledgement contract: a broker is killed again and again while clients publish, and
 * whatever was acknowledged reaches every stored session. {@code -Dcrash.rounds} kills it more often.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
class CrashLoopIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);
    private static final int MESSAGES_A_ROUND = 150;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"local", "rocksdb"})
    void whatWasAcknowledgedReachesEveryStoredSessionInOrder(String storage) throws Exception {
        try (KilledBroker broker = KilledBroker.start(folder, storage);
                LastingClient present = new LastingClient(broker, "present");
                LastingClient away = new LastingClient(broker, "away");
                LastingClient publisher = new LastingClient(broker, "publisher")) {
            assertThat(broker.process().get("/q/health/ready").body()).contains("\"local-fsync\"");
            present.subscribe("order/#");
            away.subscribe("order/+");
            away.disconnect();
            List<Stream> streams = List.of(
                    Stream.start(publisher, "order/1", MqttQos.AT_LEAST_ONCE),
                    Stream.start(publisher, "order/2", MqttQos.EXACTLY_ONCE));

            for (int round = 0; round < ROUNDS; round++) {
                awaitMore(streams);
                broker.killAndStart();
            }
            awaitMore(streams);
            away.connect();
            for (Stream stream : streams) {
                Set<Integer> acknowledged = stream.end();
                assertThat(acknowledged).hasSizeGreaterThan(MESSAGES_A_ROUND);
                stream.everythingReaches(present, acknowledged);
                stream.everythingReaches(away, acknowledged);
            }
            assertThat(List.of(present.newSessions(), away.newSessions(), publisher.newSessions()))
                    .as("sessions that were not known")
                    .containsOnly(1);
        }
    }

    private static void awaitMore(List<Stream> streams) {
        for (Stream stream : streams) {
            int enough = stream.acknowledgedCount() + MESSAGES_A_ROUND;
            await().atMost(Duration.ofMinutes(1)).until(() -> stream.acknowledgedCount() >= enough);
        }
    }
}
