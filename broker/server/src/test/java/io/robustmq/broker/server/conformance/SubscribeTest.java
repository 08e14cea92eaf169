package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.Property.SUBSCRIPTION_IDENTIFIER;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.NO_LOCAL;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.RETAIN_NEVER;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking for messages (5.0 and 3.1.1 §3.8, §3.9). */
class SubscribeTest extends ConformanceTest {

    @EveryVersion
    @Clause({
        "MQTT-2.2.1-6",
        "MQTT-3.8.4-1",
        "MQTT-3.8.4-2",
        "MQTT-3.8.4-6",
        "MQTT-3.8.4-7",
        "MQTT3-2.3.1-7",
        "MQTT3-3.8.4-1",
        "MQTT3-3.8.4-2",
        "MQTT3-3.8.4-5"
    })
    void isAnsweredWithItsPacketIdAndTheGrantedQos(ProtocolVersion version) {
        RawClient client = connected(version);
        for (int qos = 0; qos <= 2; qos++) {
            client.send(subscribe(65_533 + qos).filter(unique("topic"), qos));
            client.expectSubAck(65_533 + qos, qos);
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.8.4-5", "MQTT-3.9.3-1", "MQTT-3.8.4-6", "MQTT3-3.8.4-4", "MQTT3-3.9.3-1", "MQTT3-3.8.4-5"})
    void takesSeveralFiltersAndAnswersInTheirOrder(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient client = connected(version);
        client.send(subscribe(1)
                .filter(topic + "/two", 2)
                .filter(topic + "/zero", 0)
                .filter(topic + "/one", 1)
                .filter(topic + "/two", 1));
        client.expectSubAck(1, 2, 0, 1, 1);
        RawClient publisher = connected(version);
        for (String level : new String[] {"zero", "one", "two"}) {
            publisher.published(publish(topic + "/" + level, "x").qos2(1));
        }
        assertThat(client.expectPublish(topic + "/zero", "x").qos()).isEqualTo(0);
        assertThat(client.expectPublish(topic + "/one", "x").qos()).isEqualTo(1);
        assertThat(client.expectPublish(topic + "/two", "x").qos()).isEqualTo(1);
    }

    @Since311
    @Clause({"MQTT-3.8.4-7", "MQTT-3.9.3-1", "MQTT-3.9.3-2", "MQTT3-3.8.4-5", "MQTT3-3.9.3-1", "MQTT3-3.9.3-2"})
    void answersAFailureInItsPlace(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(
                subscribe(1).filter(unique("good"), 1).filter("bad/#/filter", 1).filter(unique("good"), 0));
        client.expectSubAck(1, 1, version.isV5() ? 0x8F : 0x80, 0);
    }

    @EveryVersion
    @Clause({"MQTT-3.8.4-8", "MQTT3-3.8.4-6"})
    void deliversWithTheLowerOfBothQos(ProtocolVersion version) {
        for (int granted = 0; granted <= 2; granted++) {
            String topic = unique("topic");
            RawClient subscriber = subscribed(version, topic, granted);
            RawClient publisher = connected(version);
            for (int published = 0; published <= 2; published++) {
                publisher.published(publish(topic, "x").qos(published, 1));
                Received.Publish received = subscriber.expectPublish(topic, "x");
                assertThat(received.qos()).isEqualTo(Math.min(granted, published));
                subscriber.acknowledge(received);
            }
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.8.4-3", "MQTT3-3.8.4-3"})
    void replacesTheSubscriptionOfTheSameFilter(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 2);
        subscriber.subscribed(topic, 0);
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "once").qos2(1));
        assertThat(subscriber.expectPublish(topic, "once").qos()).isZero();
        expectNothingUnderWay(publisher, subscriber);
    }

    @Test
    @Clause("MQTT-3.8.4-3")
    void replacesTheOptionsAndTheIdentifierToo() {
        String topic = unique("topic");
        RawClient client = connected(V5);
        client.send(subscribe(1).with(SUBSCRIPTION_IDENTIFIER, 7).filter(topic, NO_LOCAL));
        client.expectSubAck(1, 0);
        client.send(publish(topic, "own"));
        client.expectNothing();
        client.send(subscribe(2).filter(topic, 0));
        client.expectSubAck(2, 0);
        client.send(publish(topic, "own"));
        assertThat(client.expectPublish(topic, "own").properties().has(SUBSCRIPTION_IDENTIFIER))
                .isFalse();
    }

    @EveryVersion
    @Clause({"MQTT-3.8.4-4", "MQTT3-3.8.4-3"})
    void losesNothingWhileASubscriptionIsReplaced(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 1);
        RawClient publisher = connected(version);
        for (int i = 0; i < 50; i++) {
            publisher.send(publish(topic, "message " + i).qos1(1));
            subscriber.send(subscribe(1).filter(topic, 1));
            publisher.expectPubAck(1);
        }
        for (int received = 0, acknowledged = 0; received + acknowledged < 100; ) {
            switch (subscriber.receive()) {
                case Received.Publish publish -> {
                    assertThat(publish.text()).isEqualTo("message " + received++);
                    subscriber.acknowledge(publish);
                }
                case Received.SubAck ack -> {
                    assertThat(ack.codes()).containsExactly(1);
                    acknowledged++;
                }
                case Received other -> throw new AssertionError("unexpected " + other);
            }
        }
    }

    @Test
    @Clause("MQTT-3.8.3-3")
    void deliversNoMessagesOfItsOwnWithNoLocal() {
        String topic = unique("topic");
        RawClient client = subscribed(V5, topic, 1 | NO_LOCAL);
        client.published(publish(topic, "own").qos1(1));
        client.expectNothing();
        connected(V5).published(publish(topic, "another's").qos1(1));
        client.expectPublish(topic, "another's");
    }

    @EveryVersion
    @Clause({"MQTT-3.8.3-2", "MQTT3-3.8.3-3"})
    void endsTheConnectionWithoutAFilter(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(subscribe(1));
        client.expectThrownOut(0x81, 0x82);
    }

    @EveryVersion
    @Clause({"MQTT-3.8.3-5", "MQTT3-3.8.3-4"})
    void endsTheConnectionOnReservedBits(ProtocolVersion version) {
        for (int options : new int[] {0x40, 0x80, version.isV5() ? 0xC1 : 0x04}) {
            RawClient client = connected(version);
            client.send(subscribe(1).filter(unique("topic"), options));
            client.expectThrownOut(0x81);
        }
    }

    @EveryVersion
    @Clause({"MQTT-4.13.1-1", "MQTT3-3.8.3-4"})
    void endsTheConnectionOnQos3(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(subscribe(1).filter(unique("topic"), 3));
        client.expectThrownOut(0x81, 0x82);
    }

    @ParameterizedTest
    @Clause("MQTT-4.13.1-1")
    @ValueSource(ints = {0x30, 0x31})
    void endsTheConnectionOnRetainHandling3(int options) {
        RawClient client = connected(V5);
        client.send(subscribe(1).filter(unique("topic"), options | RETAIN_NEVER));
        client.expectThrownOut(0x81, 0x82);
    }

    @Test
    @Clause("MQTT-4.13.1-1")
    void endsTheConnectionOnSubscriptionIdentifierZero() {
        RawClient client = connected(V5);
        client.send(subscribe(1).with(SUBSCRIPTION_IDENTIFIER, 0).filter(unique("topic"), 0));
        client.expectThrownOut(0x82);
    }
}
