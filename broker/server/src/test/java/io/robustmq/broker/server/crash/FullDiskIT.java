package io.robustmq.broker.server.crash;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import io.robustmq.broker.storage.kit.crash.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The disk of a packaged broker is full: what is to be stored is refused (0x97), what needs no storage goes on, readiness says so,
 * and when there is room again all goes on without a restart. Skipped where a small disk cannot be had.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class FullDiskIT {
    private static final int MEBIBYTES = 24;
    private static final int PAYLOAD_BYTES = 20_000;
    private static final int QUOTA_EXCEEDED = 0x97;

    @TempDir
    Path folder;

    private static ConnectPacket lasting(String clientId) {
        return connect(clientId).resume().with(SESSION_EXPIRY_INTERVAL, 3_600);
    }

    /** @param stateFlushTime how often the state is brought to the disk, which needs room, too */
    @ParameterizedTest
    @CsvSource({"local, 1m", "local, 100ms"})
    void messagesAreRefusedAndTakenAgainWhenThereIsRoom(String storage, String stateFlushTime) throws Exception {
        Path disk = folder.resolve("disk");
        Assumptions.assumeTrue(SmallDisk.canBeHad(disk), "needs to mount a tmpfs");
        try (SmallDisk small = new SmallDisk(disk, MEBIBYTES);
                KilledBroker broker = KilledBroker.start(
                        folder,
                        Map.of(
                                "ROBUSTMQ_STORAGE_TYPE",
                                storage,
                                "ROBUSTMQ_DATA_PATH",
                                disk.resolve("data").toString(),
                                "ROBUSTMQ_STORAGE_LOCAL_SEGMENT_BYTES",
                                "1MiB",
                                "ROBUSTMQ_STORAGE_LOCAL_STATE_FLUSH_TIME",
                                stateFlushTime,
                                "ROBUSTMQ_STORAGE_LOW_DISK_BYTES",
                                "4MiB"))) {
            assertThat(broker.process().get("/q/health/ready").body()).contains("\"trouble\": \"\"");
            try (RawClient subscriber = broker.client();
                    RawClient publisher = broker.client();
                    RawClient transientOne = broker.client()) {
                subscriber.connect(lasting("subscriber"));
                subscriber.subscribed("stored/#", 1);
                subscriber.drop();
                transientOne.connect(connect("transient"));
                transientOne.subscribed("passing", 1);
                publisher.connect(connect("publisher"));

                List<Integer> acknowledged = publishUntilRefused(publisher);
                for (int more = 0; more < 20; more++) {
                    assertThat(answer(publisher, "stored/x", "again", 60_000 + more))
                            .isEqualTo(QUOTA_EXCEEDED);
                }
                publisher.published(publish("passing", "needs no disk").qos1(60_100));
                transientOne.acknowledge(transientOne.expectPublish("passing", "needs no disk"));
                assertThat(broker.process().get("/q/health/ready").statusCode()).isEqualTo(200);
                assertThat(broker.process().get("/q/health/ready").body()).containsPattern("disk of|No space left");

                small.resize(4 * MEBIBYTES);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> answer(publisher, "stored/x", "room again", 61_000) == 0);
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                broker.process().get("/q/health/ready").body().contains("\"trouble\": \"\""));
                everythingIsThere(broker, acknowledged);
                broker.killAndStart();
            }
            try (RawClient subscriber = broker.client()) {
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isTrue();
            }
        }
    }

    private static List<Integer> publishUntilRefused(RawClient publisher) {
        List<Integer> acknowledged = new ArrayList<>();
        Random chance = new Random(1);
        for (int number = 1; number < MEBIBYTES * (1 << 20) / PAYLOAD_BYTES; number++) {
            byte[] noise = new byte[PAYLOAD_BYTES / 2];
            chance.nextBytes(noise);
            int code = answer(publisher, "stored/" + number, HexFormat.of().formatHex(noise), number);
            if (code != 0) {
                assertThat(code).isEqualTo(QUOTA_EXCEEDED);
                return acknowledged;
            }
            acknowledged.add(number);
        }
        throw new AssertionError("the disk was never full");
    }

    private static int answer(RawClient publisher, String topic, String payload, int packetId) {
        publisher.send(publish(topic, payload).qos1(packetId));
        return publisher.expect(Received.PubAck.class).code();
    }

    private static void everythingIsThere(KilledBroker broker, List<Integer> acknowledged) {
        try (RawClient subscriber = broker.client()) {
            assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                    .isTrue();
            List<String> topics = subscriber.receiveAndAcknowledge(acknowledged.size() + 1).stream()
                    .map(Received.Publish::topic)
                    .toList();
            List<String> expected = new ArrayList<>();
            acknowledged.forEach(number -> expected.add("stored/" + number));
            expected.add("stored/x");
            assertThat(topics).isEqualTo(expected);
            subscriber.disconnect();
        }
    }
}
