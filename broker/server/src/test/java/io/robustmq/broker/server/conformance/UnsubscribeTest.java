package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.server.conformance.client.CodedPacket.pubComp;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRec;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;

/** Asking for no more messages (5.0 and 3.1.1 §3.10, §3.11). */
class UnsubscribeTest extends ConformanceTest {

    @EveryVersion
    @Clause({
        "MQTT-2.2.1-6",
        "MQTT-3.10.4-1",
        "MQTT-3.10.4-2",
        "MQTT-3.10.4-4",
        "MQTT-3.10.4-5",
        "MQTT-3.11.3-2",
        "MQTT3-2.3.1-7",
        "MQTT3-3.10.4-1",
        "MQTT3-3.10.4-2",
        "MQTT3-3.10.4-4"
    })
    void endsASubscription(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 1);
        subscriber.send(unsubscribe(65_535, topic));
        subscriber.expectUnsubAck(65_535, 0);
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "unwanted").qos1(1));
        expectNothingUnderWay(publisher, subscriber);
    }

    @EveryVersion
    @Clause({"MQTT-3.10.4-1", "MQTT3-3.10.4-1"})
    void touchesNoFilterButTheOneThatIsEqual(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic + "/+", 1);
        subscriber.send(
                unsubscribe(1, topic + "/a", topic + "/#", topic, topic + "/+/", "T" + topic.substring(1) + "/+"));
        subscriber.expectUnsubAck(1, 0x11, 0x11, 0x11, 0x11, 0x11);
        connected(version).published(publish(topic + "/a", "wanted").qos1(1));
        subscriber.expectPublish(topic + "/a", "wanted");
    }

    @EveryVersion
    @Clause({"MQTT-3.10.4-5", "MQTT-3.11.3-2", "MQTT3-3.10.4-5"})
    void isAnsweredEvenIfThereWasNoSubscription(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(unsubscribe(4, unique("topic")));
        client.expectUnsubAck(4, 0x11);
    }

    @EveryVersion
    @Clause({"MQTT-3.10.4-6", "MQTT-3.11.3-1", "MQTT3-3.10.4-6"})
    void takesSeveralFiltersAndAnswersInTheirOrder(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic + "/a", 0);
        subscriber.subscribed(topic + "/b", 0);
        subscriber.send(unsubscribe(1, topic + "/none", topic + "/a", topic + "/a", topic + "/b"));
        subscriber.expectUnsubAck(1, 0x11, 0, 0x11, 0);
        RawClient publisher = connected(version);
        publisher.send(publish(topic + "/a", "x"), publish(topic + "/b", "x"));
        expectNothingUnderWay(publisher, subscriber);
    }

    @EveryVersion
    @Clause({"MQTT-3.10.4-3", "MQTT3-3.10.4-3"})
    void finishesWhatWasBegun(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient subscriber = subscribed(version, persistent, topic, 2);
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "at QoS 1").qos1(1));
        publisher.published(publish(topic, "at QoS 2").qos2(1));
        subscriber.expectPublish(topic, "at QoS 1");
        int packetId = subscriber.expectPublish(topic, "at QoS 2").packetId();
        subscriber.send(unsubscribe(1, topic));
        subscriber.expectUnsubAck(1, 0);
        subscriber.send(pubRec(packetId, 0));
        subscriber.expectPubRel(packetId);
        subscriber.drop();

        RawClient again = connected(version, persistent);
        Received.Publish repeated = again.expectPublish(topic, "at QoS 1");
        assertThat(repeated.dup()).isTrue();
        again.expectPubRel(packetId);
        again.send(pubComp(packetId, 0));
        again.acknowledge(repeated);
        again.expectNothing();
    }

    @EveryVersion
    @Clause({"MQTT-3.10.3-2", "MQTT3-3.10.3-2"})
    void endsTheConnectionWithoutAFilter(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(unsubscribe(1));
        client.expectThrownOut(0x81, 0x82);
    }
}
