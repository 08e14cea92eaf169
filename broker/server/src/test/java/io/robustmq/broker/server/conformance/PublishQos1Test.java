package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubAck;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.Property.RECEIVE_MAXIMUM;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.Outgoing;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** At least once, in both directions (5.0 and 3.1.1 §4.3.2). */
class PublishQos1Test extends ConformanceTest {
    private static final int BATCH = 1_000;

    @EveryVersion
    @Clause({
        "MQTT-2.2.1-5",
        "MQTT-3.3.4-1",
        "MQTT-3.4.2-1",
        "MQTT-4.3.2-4",
        "MQTT3-2.3.1-6",
        "MQTT3-3.3.4-1",
        "MQTT3-4.3.2-2"
    })
    void acknowledgesWithThePacketIdOfTheMessage(ProtocolVersion version) {
        RawClient client = connected(version);
        client.send(publish(unique("topic"), "a").qos1(1));
        client.expectPubAck(1);
        client.send(publish(unique("topic"), "b").qos1(65_535));
        client.expectPubAck(65_535);
    }

    @EveryVersion
    @Clause({"MQTT-4.3.2-5", "MQTT3-4.3.2-2"})
    void takesAnAcknowledgedPacketIdForANewMessageWhateverDupSays(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 0);
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "first").qos1(7));
        publisher.published(publish(topic, "second").qos1(7).dup());
        subscriber.expectPublish(topic, "first");
        subscriber.expectPublish(topic, "second");
    }

    @EveryVersion
    @Clause({
        "MQTT-2.2.1-4",
        "MQTT-3.3.1-3",
        "MQTT-4.3.2-1",
        "MQTT-4.3.2-2",
        "MQTT3-2.3.1-4",
        "MQTT3-3.3.1-3",
        "MQTT3-4.3.2-1"
    })
    void sendsEachNewMessageWithAFreePacketIdAndWithoutDup(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 1);
        RawClient publisher = connected(version);
        Set<Integer> ids = new HashSet<>();
        for (int i = 1; i <= 10; i++) {
            publisher.published(publish(topic, "message " + i).qos1(9).dup());
            Received.Publish received = subscriber.expectPublish(topic, "message " + i);
            assertThat(received.qos()).isEqualTo(1);
            assertThat(received.dup()).isFalse();
            assertThat(ids.add(received.packetId()))
                    .as("packet id %s is free", received.packetId())
                    .isTrue();
        }
    }

    @Test
    @Clause({"MQTT-2.2.1-4", "MQTT-4.3.2-1", "MQTT3-2.3.1-4"})
    void passesOverAPacketIdInUseWhenTheyBeginAgain() {
        String topic = unique("topic");
        RawClient subscriber = connected(V5, connect(unique("sub")).with(RECEIVE_MAXIMUM, 2 * BATCH));
        subscriber.subscribed(topic, 1);
        RawClient publisher = connected(V5);
        publisher.published(publish(topic, "held").qos1(1));
        int held = subscriber.expectPublish(topic, "held").packetId();
        for (int sent = 0; sent < 66_000; sent += BATCH) {
            publisher.send(batch(i -> publish(topic, "x").qos1(i)));
            int[] ids = new int[BATCH];
            for (int i = 0; i < BATCH; i++) {
                publisher.expectPubAck(i + 1);
                ids[i] = subscriber.expectPublish(topic, "x").packetId();
                assertThat(ids[i]).isNotEqualTo(held);
            }
            subscriber.send(batch(i -> pubAck(ids[i - 1], 0)));
        }
    }

    private static Outgoing[] batch(IntFunction<Outgoing> packet) {
        return IntStream.rangeClosed(1, BATCH).mapToObj(packet).toArray(Outgoing[]::new);
    }

    @EveryVersion
    @Clause({"MQTT-4.3.2-3", "MQTT-3.3.1-1", "MQTT-4.4.0-1", "MQTT3-4.3.2-1", "MQTT3-3.3.1-1", "MQTT3-4.4.0-1"})
    void holdsAMessageUntilItIsAcknowledged(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient subscriber = subscribed(version, persistent, topic, 1);
        RawClient publisher = connected(version);
        publisher.published(publish(topic, "acknowledged").qos1(1));
        publisher.published(publish(topic, "open").qos1(2));
        subscriber.acknowledge(subscriber.expectPublish(topic, "acknowledged"));
        Received.Publish first = subscriber.expectPublish(topic, "open");
        subscriber.expectNothing();
        subscriber.drop();

        RawClient again = connected(version, persistent);
        Received.Publish second = again.expectPublish(topic, "open");
        assertThat(second.dup()).isTrue();
        assertThat(second.packetId()).isEqualTo(first.packetId());
        again.acknowledge(second);
        again.expectNothing();
        again.drop();
        connected(version, persistent).expectNothing();
    }

    @Test
    @Clause("MQTT-4.4.0-2")
    void takesAnErrorForAnAcknowledgement() {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(V5);
        RawClient subscriber = subscribed(V5, persistent, topic, 1);
        connected(V5).published(publish(topic, "unwanted").qos1(1));
        subscriber.send(pubAck(subscriber.expectPublish().packetId(), 0x80));
        subscriber.expectNothing();
        subscriber.drop();
        connected(V5, persistent).expectNothing();
    }

    @EveryVersion
    @Clause("MQTT3-4.6.0-2")
    void acknowledgesInTheOrderOfArrival(ProtocolVersion version) {
        RawClient publisher = connected(version);
        String topic = unique("topic");
        publisher.send(
                publish(topic, "a").qos1(30),
                publish(topic, "b").qos1(10),
                publish(topic, "c").qos1(20));
        publisher.expectPubAck(30);
        publisher.expectPubAck(10);
        publisher.expectPubAck(20);
    }
}
