package io.robustmq.broker.server.crash;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.MESSAGE_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.Property.WILL_DELAY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker is killed or stopped, and what it knew of its clients is there when it comes back, or not, as its storage promises. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class AfterACrashIT {

    @TempDir
    Path folder;

    private static ConnectPacket lasting(String clientId) {
        return connect(clientId).resume().with(SESSION_EXPIRY_INTERVAL, 3_600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "rocksdb"})
    void subscriptionsRetainedMessagesWillsAndExpiryAreAsBefore(String storage) throws Exception {
        try (KilledBroker broker = KilledBroker.start(folder, storage)) {
            long publishedNanos;
            try (RawClient subscriber = broker.client();
                    RawClient brief = broker.client();
                    RawClient publisher = broker.client();
                    RawClient mortal = broker.client()) {
                subscriber.connect(lasting("subscriber"));
                subscriber.subscribed("news/#", 1);
                subscriber.subscribed("wills/#", 2);
                brief.connect(connect("brief").resume().with(SESSION_EXPIRY_INTERVAL, 1));
                brief.subscribed("news/#", 1);
                brief.disconnect();
                mortal.connect(lasting("mortal")
                        .will(will("wills/delayed", "later").qos(2).with(WILL_DELAY_INTERVAL, 1)));
                publisher.connect(connect("publisher"));
                publisher.published(publish("kept/1", "first").qos1(1).retain());
                publisher.published(publish("kept/1", "second").qos1(2).retain());
                publisher.published(publish("kept/2", "gone").qos1(3).retain());
                publisher.published(publish("kept/2", "").qos1(4).retain());
                subscriber.drop();
                publisher.published(publish("news/old", "stale").qos1(5).with(MESSAGE_EXPIRY_INTERVAL, 1));
                publisher.published(publish("news/new", "fresh").qos1(6));
                publishedNanos = System.nanoTime();
                broker.killAndStart();
            }
            long all = publishedNanos
                    + Duration.ofMillis(1_100).toNanos(); // the brief session and the stale message had a second
            await().until(() -> System.nanoTime() - all > 0);
            try (RawClient subscriber = broker.client();
                    RawClient brief = broker.client()) {
                assertThat(brief.connect(lasting("brief")).sessionPresent()).isFalse();
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isTrue();
                List<Received.Publish> messages = subscriber.receiveAndAcknowledge(2);
                assertThat(messages).extracting(Received.Publish::text).containsExactlyInAnyOrder("fresh", "later");
                brief.subscribed("kept/#", 1);
                subscriber.acknowledge(brief.expectPublish("kept/1", "second"));
                brief.expectNothing();
            }
        }
    }

    /** With sessions of which nothing else is kept: those of MQTT 3.1.1 with a clean session, and of 5.0 without expiry. */
    @ParameterizedTest
    @CsvSource({"local, V5", "local, V3_1_1", "rocksdb, V5", "rocksdb, V3_1_1"})
    void theWillOfWhoWasConnectedIsPublishedThoughItsSessionEndsWithTheProcess(String storage, ProtocolVersion version)
            throws Exception {
        try (KilledBroker broker = KilledBroker.start(folder, storage)) {
            try (RawClient subscriber = broker.client();
                    RawClient publisher = broker.client();
                    RawClient mortal = RawClient.tcp(broker.address(), version);
                    RawClient leaver = RawClient.tcp(broker.address(), version)) {
                subscriber.connect(lasting("subscriber"));
                subscriber.subscribed("wills/#", 1);
                mortal.connect(
                        connect("mortal").will(will("wills/mortal", "killed").qos(1)));
                leaver.connect(
                        connect("leaver").will(will("wills/leaver", "never").qos(1)));
                leaver.disconnect();
                publisher.connect(connect("publisher"));
                publisher.published(publish("wills/leaver", "left").qos1(1)); // behind the end of the will
                subscriber.drop();
                broker.killAndStart();
            }
            try (RawClient subscriber = broker.client()) {
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isTrue();
                assertThat(subscriber.receiveAndAcknowledge(2))
                        .extracting(Received.Publish::text)
                        .containsExactlyInAnyOrder("killed", "left");
                subscriber.expectNothing();
                subscriber.disconnect();
            }
            broker.process().terminate();
            assertThat(broker.process().awaitExit())
                    .as(broker.process()::output)
                    .isZero();
            broker.startAgain();
            try (RawClient subscriber = broker.client()) {
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isTrue();
                subscriber.expectNothing(); // it comes once
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "rocksdb"})
    void aStopInOrderLosesNothingAndRepeatsNothing(String storage) throws Exception {
        try (KilledBroker broker = KilledBroker.start(folder, storage)) {
            try (RawClient subscriber = broker.client();
                    RawClient publisher = broker.client()) {
                subscriber.connect(lasting("subscriber"));
                subscriber.subscribed("news", 1);
                publisher.connect(connect("publisher"));
                publisher.published(publish("news", "had").qos1(1));
                subscriber.acknowledge(subscriber.expectPublish("news", "had"));
                subscriber.expectNothing();
                subscriber.drop();
                publisher.published(publish("news", "not had").qos1(2));
                publisher.disconnect();
                broker.process().terminate();
                assertThat(broker.process().awaitExit())
                        .as(broker.process()::output)
                        .isZero();
                assertThat(broker.process().output()).doesNotContain("WARN", "ERROR");
            }
            broker.startAgain();
            try (RawClient subscriber = broker.client()) {
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isTrue();
                subscriber.acknowledge(subscriber.expectPublish("news", "not had"));
                subscriber.expectNothing();
            }
        }
    }

    /** The row {@code none} of the acknowledgement contract. */
    @Test
    void whatIsInMemoryIsLostWithTheProcess() throws Exception {
        try (KilledBroker broker = KilledBroker.start(folder, "memory")) {
            assertThat(broker.process().get("/q/health/ready").body()).contains("\"none\"");
            try (RawClient subscriber = broker.client();
                    RawClient publisher = broker.client()) {
                subscriber.connect(lasting("subscriber"));
                subscriber.subscribed("news", 1);
                subscriber.drop();
                publisher.connect(connect("publisher"));
                publisher.published(publish("news", "acknowledged").qos1(1));
                subscriberHasIt(broker);
                broker.killAndStart();
            }
            try (RawClient subscriber = broker.client()) {
                assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                        .isFalse();
                subscriber.expectNothing();
            }
        }
    }

    /** While the process lives, a session is kept in memory as well as on disk. */
    private static void subscriberHasIt(KilledBroker broker) {
        try (RawClient subscriber = broker.client()) {
            assertThat(subscriber.connect(lasting("subscriber")).sessionPresent())
                    .isTrue();
            subscriber.expectPublish("news", "acknowledged"); // and does not acknowledge it
        }
    }
}
