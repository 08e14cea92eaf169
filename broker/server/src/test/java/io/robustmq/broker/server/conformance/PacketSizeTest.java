package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.AUTHENTICATION_METHOD;
import static io.robustmq.broker.server.conformance.client.Property.MAXIMUM_PACKET_SIZE;
import static io.robustmq.broker.server.conformance.client.Property.REASON_STRING;
import static io.robustmq.broker.server.conformance.client.Property.REQUEST_PROBLEM_INFORMATION;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.CodedPacket;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;

/** Packets that are too large for the client or for the server, and words that are left out (5.0 §3.1.2.11.4, §3.2.2.3.6). */
class PacketSizeTest extends ConformanceTest {

    @Override
    protected BrokerSetup setup() {
        return BrokerSetup.with("protocol.maximum-packet-size", "1024");
    }

    @Test
    @Clause({"MQTT-3.1.2-24", "MQTT-3.1.2-25"})
    void dropsAMessageTooLargeForTheClientAndGoesOn() {
        String topic = unique("topic");
        int around = 2 + 2 + topic.length() + 2 + 1;
        int limit = 100;
        RawClient subscriber = connected(V5, connect(unique("client")).with(MAXIMUM_PACKET_SIZE, limit));
        subscriber.subscribed(topic, 2);
        RawClient another = subscribed(V5, topic, 1);
        RawClient publisher = connected(V5);
        for (int qos = 1; qos <= 2; qos++) {
            publisher.published(publish(topic, new byte[limit - around + 1]).qos(qos, 1));
            publisher.published(publish(topic, new byte[limit - around]).qos(qos, 1));
            Received.Publish fits = subscriber.expectPublish();
            assertThat(fits.size()).isEqualTo(limit);
            subscriber.acknowledge(fits);
            assertThat(another.expectPublish().payload()).hasSize(limit - around + 1);
            another.expectPublish();
        }
    }

    @Test
    @Clause("MQTT-3.1.2-25")
    void takesADroppedMessageForDelivered() {
        String topic = unique("topic");
        ConnectPacket small = persistent(V5).with(MAXIMUM_PACKET_SIZE, 60);
        RawClient subscriber = subscribed(V5, small, topic, 1);
        connected(V5).published(publish(topic, new byte[100]).qos1(1));
        subscriber.expectNothing();
        subscriber.disconnect();
        connected(V5, persistent(V5, small.clientId())).expectNothing();
    }

    @Test
    @Clause({"MQTT-3.2.2-19", "MQTT-3.1.2-24"})
    void leavesOutTheReasonStringOfAConnAckThatWouldBeTooLarge() {
        RawClient spacious = open(V5);
        spacious.send(connect(unique("client")).with(AUTHENTICATION_METHOD, "NO-SUCH-METHOD"));
        Received.ConnAck explained = spacious.expectConnAck(0x8C);
        assertThat(explained.properties().has(REASON_STRING)).isTrue();

        RawClient narrow = open(V5);
        narrow.send(connect(unique("client"))
                .with(AUTHENTICATION_METHOD, "NO-SUCH-METHOD")
                .with(MAXIMUM_PACKET_SIZE, explained.size() - 1));
        assertThat(narrow.expectConnAck(0x8C).properties().has(REASON_STRING)).isFalse();
    }

    @Test
    @Clause({"MQTT-3.14.2-3", "MQTT-3.1.2-24"})
    void leavesOutTheReasonStringOfADisconnectThatWouldBeTooLarge() {
        RawClient spacious = connected(V5);
        spacious.sendBytes(Bytes.of(0x62, 0));
        Received.Disconnect explained = spacious.expectDisconnect(0x81);
        assertThat(explained.properties().has(REASON_STRING)).isTrue();

        RawClient narrow = connected(V5, connect(unique("client")).with(MAXIMUM_PACKET_SIZE, explained.size() - 1));
        narrow.sendBytes(Bytes.of(0x62, 0));
        assertThat(narrow.expectDisconnect(0x81).properties().has(REASON_STRING))
                .isFalse();
    }

    @Test
    @Clause("MQTT-3.1.2-29")
    void explainsInAcknowledgementsWhatIsWrongButNotToAClientThatDoesNotAsk() {
        RawClient curious = connected(V5);
        curious.send(subscribe(1).filter("bad/#/filter", 0));
        assertThat(curious.expectSubAck(1, 0x8F).properties().has(REASON_STRING))
                .isTrue();
        curious.send(unsubscribe(2, "bad/#/filter"));
        assertThat(curious.expectUnsubAck(2, 0x8F).properties().has(REASON_STRING))
                .isTrue();

        RawClient client = connected(V5, connect(unique("client")).with(REQUEST_PROBLEM_INFORMATION, 0));
        client.send(subscribe(1).filter("bad/#/filter", 0));
        assertThat(client.expectSubAck(1, 0x8F).properties().isEmpty()).isTrue();
        client.send(unsubscribe(2, "bad/#/filter"));
        assertThat(client.expectUnsubAck(2, 0x8F).properties().isEmpty()).isTrue();
        client.send(publish(unique("topic"), "x").qos1(3));
        assertThat(client.expectPubAck(3).properties().isEmpty()).isTrue();
        client.send(CodedPacket.pubRel(4, 0));
        assertThat(client.expect(Received.PubComp.class).properties().isEmpty()).isTrue();
        client.send(CodedPacket.pubRec(5, 0));
        assertThat(client.expect(Received.PubRel.class).properties().isEmpty()).isTrue();
    }

    @EveryVersion
    @Clause({"MQTT-3.2.2-15", "MQTT-4.13.1-1"})
    void endsTheConnectionOnAPacketTooLargeForTheServer(ProtocolVersion version) {
        RawClient client = open(version);
        Received.ConnAck ack = client.connect(connect(unique("client")));
        if (version.isV5()) {
            assertThat(ack.properties().number(MAXIMUM_PACKET_SIZE)).isEqualTo(1_024);
        }
        String topic = unique("topic");
        int around = 3 + 2 + topic.length() + 2 + (version.isV5() ? 1 : 0);
        client.published(publish(topic, new byte[1_024 - around]).qos1(1));
        client.send(publish(topic, new byte[1_024 - around + 1]).qos1(1));
        client.expectThrownOut(0x95);
    }
}
