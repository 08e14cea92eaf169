package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubComp;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRec;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exactly once, with the server as sender (5.0 and 3.1.1 §4.3.3). */
class DeliverQos2Test extends ConformanceTest {

    @EveryVersion
    @Clause({
        "MQTT-2.2.1-5",
        "MQTT-3.6.2-1",
        "MQTT-4.3.3-1",
        "MQTT-4.3.3-2",
        "MQTT-4.3.3-4",
        "MQTT3-2.3.1-6",
        "MQTT3-3.6.1-1",
        "MQTT3-4.3.3-1"
    })
    void goesThroughAllFourSteps(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 2);
        RawClient publisher = connected(version);
        Set<Integer> ids = new HashSet<>();
        for (int i = 1; i <= 3; i++) {
            publisher.published(publish(topic, "message " + i).qos2(9));
            Received.Publish received = subscriber.expectPublish(topic, "message " + i);
            assertThat(received.qos()).isEqualTo(2);
            assertThat(received.dup()).isFalse();
            assertThat(ids.add(received.packetId())).isTrue();
            subscriber.send(pubRec(received.packetId(), 0));
            subscriber.expectPubRel(received.packetId());
        }
    }

    @EveryVersion
    @Clause({"MQTT-4.3.3-3", "MQTT-3.3.1-1", "MQTT-4.4.0-1", "MQTT3-4.3.3-1", "MQTT3-3.3.1-1", "MQTT3-4.4.0-1"})
    void repeatsThePublishThatWasNotReceived(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient subscriber = subscribed(version, persistent, topic, 2);
        connected(version).published(publish(topic, "once").qos2(1));
        Received.Publish first = subscriber.expectPublish(topic, "once");
        subscriber.drop();

        RawClient again = connected(version, persistent);
        Received.Publish second = again.expectPublish(topic, "once");
        assertThat(second.dup()).isTrue();
        assertThat(second.packetId()).isEqualTo(first.packetId());
        again.acknowledge(second);
        again.expectNothing();
        again.drop();
        connected(version, persistent).expectNothing();
    }

    @EveryVersion
    @Clause({"MQTT-4.3.3-5", "MQTT-4.3.3-6", "MQTT-4.4.0-1", "MQTT3-4.3.3-1", "MQTT3-4.4.0-1"})
    void repeatsThePubRelAndNotThePublishOnceItWasReceived(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient subscriber = subscribed(version, persistent, topic, 2);
        connected(version).published(publish(topic, "once").qos2(1));
        int packetId = subscriber.expectPublish(topic, "once").packetId();
        subscriber.send(pubRec(packetId, 0));
        subscriber.expectPubRel(packetId);
        subscriber.drop();

        RawClient again = connected(version, persistent);
        again.expectPubRel(packetId);
        again.expectNothing();
        again.send(pubComp(packetId, 0));
        again.expectNothing();
        again.drop();
        connected(version, persistent).expectNothing();
    }

    @Test
    @Clause({"MQTT-4.4.0-2", "MQTT-4.3.3-4"})
    void takesAnErrorForTheEndOfTheMessage() {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(V5);
        RawClient subscriber = subscribed(V5, persistent, topic, 2);
        connected(V5).published(publish(topic, "unwanted").qos2(1));
        subscriber.send(pubRec(subscriber.expectPublish().packetId(), 0x80));
        subscriber.expectNothing();
        subscriber.drop();
        connected(V5, persistent).expectNothing();
    }

    @EveryVersion
    @Clause("MQTT3-4.6.0-4")
    void releasesInTheOrderOfReception(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 2);
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "a").qos2(1));
        publisher.published(publish(topic, "b").qos2(2));
        int first = subscriber.expectPublish(topic, "a").packetId();
        int second = subscriber.expectPublish(topic, "b").packetId();
        subscriber.send(pubRec(second, 0), pubRec(first, 0));
        subscriber.expectPubRel(second);
        subscriber.expectPubRel(first);
    }

    @Test
    @Clause("MQTT-3.6.2-1")
    void answersAPubRecItDoesNotKnowWithPacketIdentifierNotFound() {
        RawClient client = connected(V5);
        client.send(pubRec(4_321, 0));
        Received.PubRel release = client.expect(Received.PubRel.class);
        assertThat(release.packetId()).isEqualTo(4_321);
        assertThat(release.code()).isEqualTo(0x92);
    }

    @ParameterizedTest
    @Clause({"MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT-3.6.2-1", "MQTT-3.7.2-1"})
    @ValueSource(strings = {"4003000192", "5003000192", "6203000110", "7003000110"})
    void endsTheConnectionOnAReasonCodeOfAnotherPacket(String packet) {
        RawClient client = connected(V5);
        client.sendBytes(HexFormat.of().parseHex(packet));
        client.expectThrownOut(0x82);
    }
}
