package io.robustmq.broker.server.crash;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A log has limits, and a client stays away for longer than they allow: files go, it goes on behind them, and that is counted. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class RetentionIT {
    private static final int MESSAGES = 800;
    private static final String FILLING = "x".repeat(5_000);

    @TempDir
    Path folder;

    private static ConnectPacket lasting(String clientId) {
        return connect(clientId).resume().with(SESSION_EXPIRY_INTERVAL, 3_600);
    }

    private static void subscribeAndLeave(KilledBroker broker) {
        try (RawClient subscriber = broker.client()) {
            subscriber.connect(lasting("subscriber"));
            subscriber.subscribed("news", 1);
            subscriber.disconnect();
        }
    }

    private static void publishNumbers(KilledBroker broker, int from, int to) {
        try (RawClient publisher = broker.client()) {
            publisher.connect(connect("publisher"));
            for (int number = from; number < to; number++) {
                publisher.published(publish("news", number + " " + FILLING).qos1(1 + number % 1_000));
            }
            publisher.disconnect();
        }
    }

    private static List<Integer> numbers(List<Received.Publish> messages) {
        return messages.stream()
                .map(message -> Integer.parseInt(message.text().split(" ", 2)[0]))
                .toList();
    }

    private List<String> segments() throws IOException {
        while (true) {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("\\d{20}\\.log"))
                        .sorted()
                        .toList();
            } catch (UncheckedIOException _) {
                // a file went while it was looked at: once more
            }
        }
    }

    private static double metric(KilledBroker broker, String name) throws Exception {
        return broker.process()
                .get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void beyondALimitOfBytesTheOldestFilesGoAndASessionGoesOnBehindThem() throws Exception {
        Map<String, String> settings = Map.of(
                "ROBUSTMQ_STORAGE_TYPE", "local",
                "ROBUSTMQ_STORAGE_RETENTION_BYTES", "1MiB",
                "ROBUSTMQ_STORAGE_LOCAL_SEGMENT_BYTES", "64KiB");
        try (KilledBroker broker = KilledBroker.start(folder, settings)) {
            subscribeAndLeave(broker);
            publishNumbers(broker, 0, MESSAGES);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> metric(broker, "robustmq_storage_log_bytes") <= (1 << 20) + (64 << 10));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> metric(broker, "robustmq_storage_retention_cut_total") > 0);
            List<String> kept = segments();
            assertThat(kept).hasSizeLessThan(20).doesNotContain("0".repeat(20) + ".log");
            assertThat(Long.parseLong(kept.getFirst().substring(0, 20)))
                    .isEqualTo((long) metric(broker, "robustmq_storage_log_start"));

            goesOnBehindTheCut(broker, "robustmq_sessions_overtaken_total");
            broker.killAndStart();
            try (RawClient subscriber = broker.client()) {
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isTrue();
                publishNumbers(broker, MESSAGES + 1, MESSAGES + 2);
                String last;
                do { // what was acknowledged just before the kill may come again
                    last = subscriber.receiveAndAcknowledge(1).getFirst().text();
                } while (!last.startsWith((MESSAGES + 1) + " "));
            }
        }
    }

    private static void goesOnBehindTheCut(KilledBroker broker, String counter) throws Exception {
        try (RawClient subscriber = broker.client()) {
            assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                    .isTrue();
            int first = numbers(subscriber.receiveAndAcknowledge(1)).getFirst();
            assertThat(first).isBetween(400, MESSAGES - 100);
            assertThat(numbers(subscriber.receiveAndAcknowledge(MESSAGES - first - 1)))
                    .isEqualTo(IntStream.range(first + 1, MESSAGES).boxed().toList());
            publishNumbers(broker, MESSAGES, MESSAGES + 1);
            assertThat(numbers(subscriber.receiveAndAcknowledge(1))).containsExactly(MESSAGES);
            subscriber.expectNothing();
            assertThat(metric(broker, counter)).isEqualTo(1);
            subscriber.disconnect();
        }
    }

    @Test
    void whatIsTooOldGoesAndTheSessionGetsWhatIsNew() throws Exception {
        Map<String, String> settings = Map.of(
                "ROBUSTMQ_STORAGE_TYPE", "local",
                "ROBUSTMQ_STORAGE_RETENTION_TIME", "2s",
                "ROBUSTMQ_STORAGE_LOCAL_SEGMENT_BYTES", "64KiB");
        try (KilledBroker broker = KilledBroker.start(folder, settings)) {
            subscribeAndLeave(broker);
            publishNumbers(broker, 0, 100);
            List<String> before = segments();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> segments().stream().noneMatch(before::contains));
            try (RawClient subscriber = broker.client()) {
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isTrue();
                publishNumbers(broker, 100, 101);
                assertThat(numbers(subscriber.receiveAndAcknowledge(1))).containsExactly(100);
                subscriber.expectNothing();
                assertThat(metric(broker, "robustmq_sessions_overtaken_total")).isEqualTo(1);
                subscriber.disconnect();
            }
        }
    }
}
