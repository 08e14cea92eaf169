package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRel;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;

/** Exactly once, with the server as receiver (5.0 and 3.1.1 §4.3.3). */
class PublishQos2Test extends ConformanceTest {

    @EveryVersion
    @Clause({
        "MQTT-2.2.1-5",
        "MQTT-3.3.4-1",
        "MQTT-3.5.2-1",
        "MQTT-3.7.2-1",
        "MQTT-4.3.3-8",
        "MQTT-4.3.3-11",
        "MQTT3-2.3.1-6",
        "MQTT3-3.3.4-1",
        "MQTT3-4.3.3-2"
    })
    void answersEachStepWithThePacketIdOfTheMessage(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(publish(unique("topic"), "a").qos2(65_535));
        client.expectPubRec(65_535);
        client.send(pubRel(65_535, 0));
        client.expectPubComp(65_535);
    }

    @EveryVersion
    @Clause({"MQTT-4.3.3-10", "MQTT3-4.3.3-2"})
    void deliversOnceHoweverOftenThePublishIsRepeated(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 0);
        RawClient publisher = connected(version);
        publisher.send(publish(topic, "once").qos2(5));
        publisher.expectPubRec(5);
        publisher.send(publish(topic, "once").qos2(5).dup());
        publisher.expectPubRec(5);
        publisher.send(pubRel(5, 0));
        publisher.expectPubComp(5);
        subscriber.expectPublish(topic, "once");
        expectNothingUnderWay(publisher, subscriber);
    }

    @EveryVersion
    @Clause({"MQTT-4.3.3-10", "MQTT-4.4.0-1", "MQTT3-4.3.3-2", "MQTT3-4.4.0-1"})
    void deliversOnceEvenIfThePublishIsRepeatedOnANewConnection(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 0);
        ConnectPacket persistent = persistent(version);
        RawClient publisher = connected(version, persistent);
        publisher.send(publish(topic, "once").qos2(5));
        publisher.expectPubRec(5);
        publisher.drop();

        RawClient again = connected(version, persistent);
        again.send(publish(topic, "once").qos2(5).dup());
        again.expectPubRec(5);
        again.send(pubRel(5, 0));
        again.expectPubComp(5);
        subscriber.expectPublish(topic, "once");
        expectNothingUnderWay(again, subscriber);
    }

    @EveryVersion
    @Clause({"MQTT-4.3.3-12", "MQTT3-4.3.3-2"})
    void takesACompletedPacketIdForANewMessage(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 0);
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "first").qos2(5));
        publisher.published(publish(topic, "second").qos2(5).dup());
        subscriber.expectPublish(topic, "first");
        subscriber.expectPublish(topic, "second");
    }

    @EveryVersion
    @Clause({"MQTT-4.3.3-11", "MQTT3-4.3.3-2"})
    void answersAPubRelItDoesNotKnow(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(pubRel(99, 0));
        Received.PubComp complete = client.expect(Received.PubComp.class);
        assertThat(complete.packetId()).isEqualTo(99);
        assertThat(complete.code()).isEqualTo(version.isV5() ? 0x92 : 0);
    }

    @EveryVersion
    @Clause("MQTT3-4.6.0-3")
    void answersInTheOrderOfArrival(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient client = connected(version);
        client.send(
                publish(topic, "a").qos2(30),
                publish(topic, "b").qos2(10),
                publish(topic, "c").qos2(20));
        client.expectPubRec(30);
        client.expectPubRec(10);
        client.expectPubRec(20);
        client.send(pubRel(10, 0), pubRel(20, 0), pubRel(30, 0));
        client.expectPubComp(10);
        client.expectPubComp(20);
        client.expectPubComp(30);
    }
}
