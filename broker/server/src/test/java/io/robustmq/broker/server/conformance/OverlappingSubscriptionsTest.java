package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.Property.SUBSCRIPTION_IDENTIFIER;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.NO_LOCAL;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import org.junit.jupiter.api.Test;

/** One message, several subscriptions of one client (5.0 §3.3.4, 3.1.1 §3.3.5). */
class OverlappingSubscriptionsTest extends ConformanceTest {

    @EveryVersion
    @Clause({"MQTT-3.3.4-2", "MQTT3-3.3.5-1"})
    void getOneCopyAtTheHighestQos(ProtocolVersion version) {
        RawClient publisher = connected(version);
        for (int highest = 0; highest < 3; highest++) { // whichever of them a server finds first
            String topic = unique("topic");
            RawClient subscriber = subscribed(version, topic + "/#", highest == 0 ? 2 : 1);
            subscriber.subscribed(topic + "/a", highest == 1 ? 2 : 0);
            subscriber.subscribed(topic + "/+", highest == 2 ? 2 : 1);
            publisher.published(publish(topic + "/a", "x").qos2(1));
            assertThat(subscriber.expectPublish(topic + "/a", "x").qos()).isEqualTo(2);
            expectNothingUnderWay(publisher, subscriber);
        }
    }

    @Test
    @Clause({"MQTT-3.3.4-3", "MQTT-3.3.4-4"})
    void getAllTheirIdentifiers() {
        String topic = unique("topic");
        RawClient subscriber = connected(V5);
        subscriber.send(
                subscribe(1).with(SUBSCRIPTION_IDENTIFIER, 11).filter(topic + "/#", 0),
                subscribe(2).filter(topic + "/a", 0),
                subscribe(3).with(SUBSCRIPTION_IDENTIFIER, 268_435_455).filter(topic + "/+", 0),
                subscribe(4).with(SUBSCRIPTION_IDENTIFIER, 13).filter(topic + "/b", 0));
        for (int packetId = 1; packetId <= 4; packetId++) {
            subscriber.expectSubAck(packetId, 0);
        }
        connected(V5).send(publish(topic + "/a", "x"));
        assertThat(subscriber.expectPublish(topic + "/a", "x").properties().numbers(SUBSCRIPTION_IDENTIFIER))
                .containsExactlyInAnyOrder(11L, 268_435_455L);
    }

    @Test
    @Clause({"MQTT-3.3.4-3", "MQTT-3.3.1-5"})
    void getTheIdentifierWithARetainedMessageToo() {
        String topic = unique("topic");
        connected(V5).published(publish(topic, "kept").qos1(1).retain());
        RawClient subscriber = connected(V5);
        subscriber.send(subscribe(1).with(SUBSCRIPTION_IDENTIFIER, 11).filter(topic, 0));
        subscriber.expectSubAck(1, 0);
        assertThat(subscriber.expectPublish(topic, "kept").properties().numbers(SUBSCRIPTION_IDENTIFIER))
                .containsExactly(11L);
    }

    @Test
    @Clause({"MQTT-3.3.4-6", "MQTT-4.13.1-1"})
    void areNeverNamedByThePublisher() {
        RawClient publisher = connected(V5);
        publisher.send(publish(unique("topic"), "x").with(SUBSCRIPTION_IDENTIFIER, 1));
        publisher.expectThrownOut(0x82);
    }

    @Test
    @Clause("MQTT-3.8.3-3")
    void getTheirOwnMessagesByTheOneThatIsNotNoLocal() {
        String topic = unique("topic");
        RawClient client = subscribed(V5, topic + "/#", NO_LOCAL);
        client.send(publish(topic + "/a", "not wanted"));
        client.expectNothing();
        client.subscribed(topic + "/a", 0);
        client.send(publish(topic + "/a", "wanted"));
        client.expectPublish(topic + "/a", "wanted");
        client.expectNothing();
    }
}
