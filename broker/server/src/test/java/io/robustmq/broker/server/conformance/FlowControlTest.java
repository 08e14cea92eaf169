package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubAck;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubComp;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRec;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRel;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.RECEIVE_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many messages may be under way at once (5.0 §4.9, §3.3.4). */
class FlowControlTest extends ConformanceTest {

    private RawClient subscriberWithWindow(String topic, int window) {
        RawClient subscriber = connected(V5, connect(unique("client")).with(RECEIVE_MAXIMUM, window));
        subscriber.subscribed(topic, 2);
        return subscriber;
    }

    @ParameterizedTest
    @Clause({"MQTT-3.3.4-9", "MQTT-4.9.0-1", "MQTT-4.9.0-2"})
    @ValueSource(ints = {1, 2})
    void sendsNoMoreThanTheClientsReceiveMaximumAtOnce(int qos) {
        String topic = unique("topic");
        RawClient subscriber = subscriberWithWindow(topic, 3);
        RawClient publisher = connected(V5);
        for (int i = 1; i <= 5; i++) {
            publisher.published(publish(topic, "message " + i).qos(qos, i));
        }
        Received.Publish first = subscriber.expectPublish(topic, "message 1");
        subscriber.expectPublish(topic, "message 2");
        subscriber.expectPublish(topic, "message 3");
        expectNothingUnderWay(publisher, subscriber);
        subscriber.acknowledge(first);
        subscriber.acknowledge(subscriber.expectPublish(topic, "message 4"));
        subscriber.expectPublish(topic, "message 5");
    }

    @Test
    @Clause({"MQTT-3.3.4-9", "MQTT-4.9.0-2"})
    void takesAnErrorForTheEndOfAMessageAndAPubRecForItsMiddle() {
        String topic = unique("topic");
        RawClient subscriber = subscriberWithWindow(topic, 1);
        RawClient publisher = connected(V5);
        for (int i = 1; i <= 4; i++) {
            publisher.published(publish(topic, "message " + i).qos2(i));
        }
        subscriber.send(pubRec(subscriber.expectPublish(topic, "message 1").packetId(), 0x83));
        int second = subscriber.expectPublish(topic, "message 2").packetId();
        subscriber.send(pubRec(second, 0));
        subscriber.expectPubRel(second);
        expectNothingUnderWay(publisher, subscriber);
        subscriber.send(pubComp(second, 0));
        subscriber.expectPublish(topic, "message 3");
    }

    @Test
    @Clause({"MQTT-3.3.4-10", "MQTT-4.9.0-3"})
    void answersEverythingElseWhileTheWindowIsFull() {
        String topic = unique("topic");
        RawClient client = subscriberWithWindow(topic, 1);
        RawClient publisher = connected(V5);
        publisher.published(publish(topic, "first").qos1(1));
        publisher.published(publish(topic, "second").qos1(1));
        int packetId = client.expectPublish(topic, "first").packetId();
        client.expectNothing();
        client.send(subscribe(5).filter(topic + "/more", 0));
        client.expectSubAck(5, 0);
        client.published(publish(unique("elsewhere"), "x").qos1(9));
        client.published(publish(unique("elsewhere"), "x").qos2(9));
        publisher.send(publish(topic, "at QoS 0"));
        client.expectPublish(topic, "at QoS 0");
        client.send(pubAck(packetId, 0));
        client.expectPublish(topic, "second");
    }

    @EveryVersion
    @Clause({"MQTT-4.3.2-3", "MQTT3-4.3.2-1"})
    void neverStopsAndWaits(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 1);
        RawClient publisher = connected(version);
        for (int i = 1; i <= 10; i++) {
            publisher.published(publish(topic, "message " + i).qos1(i));
        }
        for (int i = 1; i <= 10; i++) {
            subscriber.expectPublish(topic, "message " + i);
        }
    }

    @Test
    @Clause({"MQTT-3.3.4-7", "MQTT-4.13.1-1"})
    void throwsOutAClientThatSendsMoreThanTheServersReceiveMaximum() {
        RawClient publisher = open(V5);
        long announced =
                publisher.connect(connect(unique("client"))).properties().number(RECEIVE_MAXIMUM);
        int maximum = announced < 0 ? 65_535 : (int) announced;
        String topic = unique("topic");
        for (int i = 1; i <= maximum; i++) {
            publisher.send(publish(topic, "x").qos2(i));
            publisher.expectPubRec(i);
        }
        publisher.send(pubRel(1, 0));
        publisher.expectPubComp(1);
        publisher.send(publish(topic, "in its place").qos2(1));
        publisher.expectPubRec(1);
        assertThat(maximum).isLessThan(65_535);
        publisher.send(publish(topic, "one too many").qos2(maximum + 1));
        publisher.expectDisconnect(0x93);
    }
}
