package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRel;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.CONTENT_TYPE;
import static io.robustmq.broker.server.conformance.client.Property.CORRELATION_DATA;
import static io.robustmq.broker.server.conformance.client.Property.MESSAGE_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.Property.PAYLOAD_FORMAT_INDICATOR;
import static io.robustmq.broker.server.conformance.client.Property.RECEIVE_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.Property.RESPONSE_TOPIC;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.Properties;
import io.robustmq.broker.server.conformance.client.PublishPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels with a message, and how long it lives (5.0 §3.3.2.3). */
class ForwardingTest extends ConformanceTest {

    private Properties forwarded(PublishPacket packet, String topic) {
        RawClient subscriber = subscribed(V5, topic, 0);
        connected(V5).send(packet);
        return subscriber.expectPublish(topic, "x").properties();
    }

    @ParameterizedTest
    @Clause("MQTT-3.3.2-4")
    @ValueSource(ints = {0, 1})
    void keepsThePayloadFormatIndicator(int indicator) {
        String topic = unique("topic");
        Properties properties = forwarded(publish(topic, "x").with(PAYLOAD_FORMAT_INDICATOR, indicator), topic);
        assertThat(properties.number(PAYLOAD_FORMAT_INDICATOR)).isEqualTo(indicator);
    }

    @Test
    @Clause({"MQTT-3.3.2-15", "MQTT-3.3.2-16", "MQTT-3.3.2-20"})
    void keepsWhatRequestsAndResponsesNeed() {
        String topic = unique("topic");
        byte[] correlation = Bytes.of(0, 255, 128, 1);
        Properties properties = forwarded(
                publish(topic, "x")
                        .with(RESPONSE_TOPIC, "answers/ä")
                        .with(CORRELATION_DATA, correlation)
                        .with(CONTENT_TYPE, "text/plain"),
                topic);
        assertThat(properties.text(RESPONSE_TOPIC)).isEqualTo("answers/ä");
        assertThat(properties.bytes(CORRELATION_DATA)).isEqualTo(correlation);
        assertThat(properties.text(CONTENT_TYPE)).isEqualTo("text/plain");
    }

    @Test
    @Clause({"MQTT-3.3.2-17", "MQTT-3.3.2-18"})
    void keepsUserPropertiesInTheirOrder() {
        String topic = unique("topic");
        Properties properties = forwarded(
                publish(topic, "x")
                        .withUserProperty("b", "1")
                        .withUserProperty("a", "")
                        .withUserProperty("b", "1")
                        .withUserProperty("", "ö"),
                topic);
        assertThat(properties.userProperties())
                .containsExactly(
                        new Properties.Pair("b", "1"),
                        new Properties.Pair("a", ""),
                        new Properties.Pair("b", "1"),
                        new Properties.Pair("", "ö"));
    }

    @Test
    @Clause("MQTT-3.3.2-17")
    void leavesPropertiesOutForOlderClients() {
        String topic = unique("topic");
        RawClient subscriber = subscribed(V3_1_1, topic, 0);
        connected(V5).send(publish(topic, "x").withUserProperty("a", "b").with(CONTENT_TYPE, "text"));
        subscriber.expectPublish(topic, "x");
    }

    @ParameterizedTest
    @Clause("MQTT-3.3.2-14")
    @ValueSource(strings = {"answers/+", "#"})
    void endsTheConnectionOnWildcardsInTheResponseTopic(String responseTopic) {
        RawClient publisher = connected(V5);
        publisher.send(publish(unique("topic"), "x").with(RESPONSE_TOPIC, responseTopic));
        publisher.expectThrownOut(0x81, 0x82, 0x90);
    }

    @Test
    @Clause("MQTT-3.3.2-6")
    void forwardsTheExpiryLessTheTimeSpentHere() {
        String topic = unique("topic");
        connected(V5).published(publish(topic, "x").qos1(1).retain().with(MESSAGE_EXPIRY_INTERVAL, 100));
        RawClient atOnce = subscribed(V5, topic, 0);
        assertThat(atOnce.expectPublish().properties().number(MESSAGE_EXPIRY_INTERVAL))
                .isBetween(99L, 100L);
        await().untilAsserted(() -> {
            RawClient later = subscribed(V5, topic, 0);
            assertThat(later.expectPublish().properties().number(MESSAGE_EXPIRY_INTERVAL))
                    .isBetween(90L, 99L);
        });
    }

    /** Returns once what was published before with an expiry of a second must have expired. */
    private void awaitASecondPassed() {
        String clock = unique("clock");
        connected(V5).published(publish(clock, "tick").qos1(1).retain().with(MESSAGE_EXPIRY_INTERVAL, 1));
        await().untilAsserted(() -> {
            RawClient reader = subscribed(V5, clock, 0);
            reader.expectNothing();
        });
    }

    @Test
    @Clause("MQTT-3.3.2-5")
    void deletesAnExpiredMessageThatWasNotSentYet() {
        String topic = unique("topic");
        var persistent = persistent(V5);
        RawClient subscriber = subscribed(V5, persistent, topic, 1);
        subscriber.disconnect();
        RawClient publisher = connected(V5);
        publisher.published(publish(topic, "expires").qos1(1).with(MESSAGE_EXPIRY_INTERVAL, 1));
        publisher.published(publish(topic, "stays").qos1(1));
        awaitASecondPassed();
        RawClient again = connected(V5, persistent);
        again.expectPublish(topic, "stays");
    }

    @Test
    @Clause({"MQTT-4.3.3-7", "MQTT-3.3.2-5"})
    void keepsAnExpiredMessageOfQos2OnceItWasSent() {
        String topic = unique("topic");
        String clientId = unique("client");
        var packet =
                connect(clientId).resume().with(SESSION_EXPIRY_INTERVAL, 3_600).with(RECEIVE_MAXIMUM, 1);
        RawClient subscriber = subscribed(V5, packet, topic, 2);
        RawClient publisher = connected(V5);
        publisher.published(publish(topic, "sent").qos2(1).with(MESSAGE_EXPIRY_INTERVAL, 1));
        publisher.published(publish(topic, "waits and expires").qos2(1).with(MESSAGE_EXPIRY_INTERVAL, 1));
        subscriber.expectPublish(topic, "sent");
        subscriber.drop();
        awaitASecondPassed();
        RawClient again = connected(V5, packet);
        Received.Publish received = again.expectPublish(topic, "sent");
        assertThat(received.dup()).isTrue();
        again.acknowledge(received);
        again.expectNothing();
    }

    @Test
    @Clause("MQTT-4.3.3-13")
    void goesOnAnsweringForAMessageThatHasExpired() {
        RawClient publisher = connected(V5);
        String topic = unique("topic");
        publisher.send(publish(topic, "expires").qos2(1).with(MESSAGE_EXPIRY_INTERVAL, 1));
        publisher.expectPubRec(1);
        awaitASecondPassed();
        publisher.send(publish(topic, "expires").qos2(1).dup().with(MESSAGE_EXPIRY_INTERVAL, 1));
        publisher.expectPubRec(1);
        publisher.send(pubRel(1, 0));
        publisher.expectPubComp(1);
    }
}
