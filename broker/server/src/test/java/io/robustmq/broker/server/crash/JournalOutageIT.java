package io.robustmq.broker.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A packaged broker that keeps sessions on three journal servers, each of which is killed in turn while clients publish, and the broker at the
 * end: nothing that was acknowledged is lost, and nothing of QoS 2 comes twice.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(600)
class JournalOutageIT {
    private static final int MESSAGES = 100;

    /** So that what was kept can be delivered in the end in little time: some hundred messages a second. */
    private static final Duration PAUSE = Duration.ofMillis(400);

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsThereWhicheverServerIsKilled() throws Exception {
        try (JournalServers journal = JournalServers.start(folder.resolve("journal"));
                KilledBroker broker = KilledBroker.start(folder, journal.brokerSettings());
                LastingClient present = new LastingClient(broker, "present");
                LastingClient away = new LastingClient(broker, "away");
                LastingClient publisher = new LastingClient(broker, "publisher")) {
            present.subscribe("order/#");
            away.subscribe("order/+");
            away.disconnect();
            List<Stream> streams = List.of(
                    Stream.start(publisher, "order/1", MqttQos.AT_LEAST_ONCE, PAUSE),
                    Stream.start(publisher, "order/2", MqttQos.EXACTLY_ONCE, PAUSE));
            awaitMore(streams);
            for (int server = 0; server < JournalServers.COUNT; server++) {
                journal.kill(server); // one of them led
                awaitMore(streams);
                journal.startAgain(server);
                awaitMore(streams);
            }
            broker.killAndStart();
            awaitMore(streams);

            away.connect();
            for (Stream stream : streams) {
                Set<Integer> acknowledged = stream.end();
                stream.everythingReaches(present, acknowledged);
                stream.everythingReaches(away, acknowledged);
            }
            assertThat(away.newSessions()).as("sessions made anew").isOne();
            assertThat(broker.process().output()).doesNotContain("has failed");
        }
    }

    private static void awaitMore(List<Stream> streams) {
        for (Stream stream : streams) {
            int enough = stream.acknowledgedCount() + MESSAGES;
            await().atMost(Duration.ofMinutes(2)).until(() -> stream.acknowledgedCount() >= enough);
        }
    }
}
