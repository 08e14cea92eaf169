package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubAck;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRec;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.RECEIVE_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.Property.SESSION_EXPIRY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.Property.WILL_DELAY_INTERVAL;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of messages, and of what is sent again (5.0 and 3.1.1 §4.4, §4.6). */
class OrderingTest extends ConformanceTest {

    @EveryVersion
    @Clause({"MQTT-4.6.0-5", "MQTT-4.6.0-6", "MQTT3-4.6.0-5", "MQTT3-4.6.0-6"})
    void isThatOfThePublisherForEachTopicAndQos(ProtocolVersion version) {
        int messages = 200;
        for (int qos = 0; qos <= 2; qos++) {
            String topic = unique("topic");
            List<RawClient> subscribers = List.of(connected(version), connected(version), connected(version));
            for (RawClient subscriber : subscribers) {
                subscriber.subscribed(topic, qos);
            }
            RawClient publisher = connected(version);
            for (int i = 0; i < messages; i++) {
                publisher.published(publish(topic, "message " + i).qos(qos, 1 + i));
            }
            for (RawClient subscriber : subscribers) {
                List<Received.Publish> received = subscriber.receiveAndAcknowledge(messages);
                for (int i = 0; i < messages; i++) {
                    assertThat(received.get(i).text()).isEqualTo("message " + i);
                }
            }
        }
    }

    @EveryVersion
    @Clause({
        "MQTT-4.4.0-1",
        "MQTT-3.3.1-1",
        "MQTT-4.6.0-6",
        "MQTT3-4.4.0-1",
        "MQTT3-4.6.0-1",
        "MQTT3-4.6.0-6",
        "MQTT3-2.3.1-4"
    })
    void staysTheSameWhenMessagesAreSentAgain(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient subscriber = subscribed(version, persistent, topic, 2);
        RawClient publisher = connected(version);
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            publisher.published(publish(topic, "message " + i).qos(1 + i % 2, 1));
            ids.add(subscriber.expectPublish(topic, "message " + i).packetId());
        }
        subscriber.send(pubAck(ids.get(4), 0));
        subscriber.expectNothing();
        subscriber.drop();
        publisher.published(publish(topic, "new").qos1(1));

        RawClient again = connected(version, persistent);
        for (int i : new int[] {0, 1, 2, 3, 5, 6, 7, 8}) {
            Received.Publish repeated = again.expectPublish(topic, "message " + i);
            assertThat(repeated.packetId()).isEqualTo(ids.get(i));
            assertThat(repeated.dup()).isTrue();
        }
        assertThat(again.expectPublish(topic, "new").dup()).isFalse();
    }

    @Test
    @Clause({"MQTT-4.4.0-1", "MQTT-3.3.4-9"})
    void staysTheSameWithASmallerWindowThanBefore() {
        String topic = unique("topic");
        ConnectPacket wide = persistent(V5);
        RawClient subscriber = subscribed(V5, wide, topic, 1);
        RawClient publisher = connected(V5);
        for (int i = 0; i < 4; i++) {
            publisher.published(publish(topic, "message " + i).qos1(1));
            subscriber.expectPublish(topic, "message " + i);
        }
        subscriber.drop();
        RawClient again = connected(V5, persistent(V5, wide.clientId()).with(RECEIVE_MAXIMUM, 2));
        Received.Publish first = again.expectPublish(topic, "message 0");
        again.expectPublish(topic, "message 1");
        expectNothingUnderWay(publisher, again);
        again.acknowledge(first);
        assertThat(again.expectPublish(topic, "message 2").dup()).isTrue();
    }

    @Test
    @Clause({"MQTT-4.4.0-1", "MQTT-4.3.2-3", "MQTT-4.3.3-3"})
    void isNotDisturbedBySendingAgainWithoutANewConnection() {
        String topic = unique("topic");
        RawClient subscriber = subscribed(V5, topic, 2);
        RawClient publisher = connected(V5);
        publisher.published(publish(topic, "at QoS 1").qos1(1));
        publisher.published(publish(topic, "at QoS 2").qos2(1));
        publisher.published(publish(topic, "received").qos2(2));
        subscriber.expectPublish(topic, "at QoS 1");
        subscriber.expectPublish(topic, "at QoS 2");
        int received = subscriber.expectPublish(topic, "received").packetId();
        subscriber.send(pubRec(received, 0));
        subscriber.expectPubRel(received);
        // two seconds pass until the will of another comes
        ConnectPacket clock = connect(unique("client"))
                .with(SESSION_EXPIRY_INTERVAL, 3_600)
                .will(will(topic, "time has passed").with(WILL_DELAY_INTERVAL, 2));
        connected(V5, clock).drop();
        subscriber.expectPublish(topic, "time has passed");
    }
}
