package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.RETAIN_AS_PUBLISHED;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.RETAIN_IF_NEW;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.RETAIN_NEVER;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages kept for those who subscribe later (5.0 and 3.1.1 §3.3.1.3, 5.0 §3.8.3.1). */
class RetainedTest extends ConformanceTest {

    private RawClient publisherOf(ProtocolVersion version, String topic, String payload) {
        RawClient publisher = connected(version);
        publisher.published(publish(topic, payload).qos1(1).retain());
        return publisher;
    }

    private Received.Publish retained(ProtocolVersion version, String topic, String payload) {
        RawClient late = subscribed(version, topic, 2);
        return late.expectPublish(topic, payload);
    }

    private void expectNoneRetained(ProtocolVersion version, String topic) {
        RawClient late = subscribed(version, topic, 2);
        late.expectNothing();
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-5", "MQTT-3.3.1-9", "MQTT3-3.3.1-5", "MQTT3-3.3.1-6", "MQTT3-3.3.1-8"})
    void areSentToANewSubscriptionWithTheirQosAndRetainSet(ProtocolVersion version) {
        for (int qos = 0; qos <= 2; qos++) {
            String topic = unique("topic");
            RawClient publisher = connected(version);
            publisher.published(publish(topic, "kept").qos(qos, 1).retain());
            publisher.expectNothing(); // at QoS 0 this alone says that it was taken
            RawClient late = subscribed(version, topic, 2);
            Received.Publish received = late.expectPublish(topic, "kept");
            assertThat(received.retain()).isTrue();
            assertThat(received.qos()).isEqualTo(qos);
            late.acknowledge(received);
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-9", "MQTT3-3.3.1-6"})
    void areAllSentToAWildcardSubscription(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient publisher = connected(version);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            publisher.published(publish(topic + "/" + i, "kept").qos1(1).retain());
            expected.add(topic + "/" + i);
        }
        publisher.published(publish(topic + "/elsewhere/0", "kept").qos1(1).retain());
        RawClient late = subscribed(version, topic + "/+", 0);
        Set<String> received = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            received.add(late.expectPublish().topic());
        }
        assertThat(received).isEqualTo(expected);
        late.expectNothing();
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-5", "MQTT3-3.3.1-5", "MQTT3-3.3.1-7"})
    void areReplacedByTheNextOne(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient publisher = publisherOf(version, topic, "first");
        publisher.published(publish(topic, "second").qos2(1).retain());
        retained(version, topic, "second");
        publisher.send(publish(topic, "third at QoS 0").retain());
        publisher.expectNothing();
        assertThat(retained(version, topic, "third at QoS 0").qos()).isZero();
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-6", "MQTT-3.3.1-7", "MQTT3-3.3.1-10", "MQTT3-3.3.1-11"})
    void areDeletedByAnEmptyOneThatIsDeliveredAsUsual(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient publisher = publisherOf(version, topic, "kept");
        RawClient subscriber = subscribed(version, topic, 0);
        subscriber.expectPublish(topic, "kept");
        publisher.published(publish(topic, "").qos1(1).retain());
        assertThat(subscriber.expectPublish(topic, "").retain()).isFalse();
        expectNoneRetained(version, topic);
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-7", "MQTT3-3.3.1-11"})
    void areNeverEmpty(ProtocolVersion version) {
        String topic = unique("topic");
        publisherOf(version, topic, "");
        expectNoneRetained(version, topic);
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-8", "MQTT3-3.3.1-12"})
    void areNotTouchedByAMessageWithoutRetain(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient publisher = publisherOf(version, topic, "kept");
        publisher.published(publish(topic, "passing").qos1(1));
        publisher.published(publish(topic, "").qos1(1));
        retained(version, topic, "kept");
        publisher.published(publish(topic + "/other", "passing").qos1(1));
        expectNoneRetained(version, topic + "/other");
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-12", "MQTT3-3.3.1-9"})
    void areForwardedWithoutRetainToAnEstablishedSubscription(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient subscriber = subscribed(version, topic, 1);
        publisherOf(version, topic, "kept");
        assertThat(subscriber.expectPublish(topic, "kept").retain()).isFalse();
    }

    @Test
    @Clause("MQTT-3.3.1-13")
    void areForwardedAsTheyCameWithRetainAsPublished() {
        String topic = unique("topic");
        RawClient subscriber = subscribed(V5, topic, 1 | RETAIN_AS_PUBLISHED);
        RawClient publisher = publisherOf(V5, topic, "kept");
        assertThat(subscriber.expectPublish(topic, "kept").retain()).isTrue();
        publisher.published(publish(topic, "passing").qos1(1));
        assertThat(subscriber.expectPublish(topic, "passing").retain()).isFalse();
    }

    @EveryVersion
    @Clause({"MQTT-3.3.1-9", "MQTT-3.8.4-4", "MQTT3-3.8.4-3"})
    void areSentAgainWhenTheSubscriptionIsReplaced(ProtocolVersion version) {
        String topic = unique("topic");
        publisherOf(version, topic, "kept");
        RawClient subscriber = subscribed(version, topic, 0);
        subscriber.expectPublish(topic, "kept");
        subscriber.subscribed(topic, 1);
        subscriber.expectPublish(topic, "kept");
    }

    @Test
    @Clause("MQTT-3.3.1-10")
    void areSentToNewSubscriptionsOnlyWithRetainHandling1() {
        String topic = unique("topic");
        publisherOf(V5, topic, "kept");
        RawClient subscriber = subscribed(V5, topic, 1 | RETAIN_IF_NEW);
        subscriber.acknowledge(subscriber.expectPublish(topic, "kept"));
        subscriber.subscribed(topic, 1 | RETAIN_IF_NEW);
        subscriber.expectNothing();
        subscriber.send(unsubscribe(1, topic));
        subscriber.expectUnsubAck(1, 0);
        subscriber.subscribed(topic, 1 | RETAIN_IF_NEW);
        subscriber.expectPublish(topic, "kept");
    }

    @Test
    @Clause("MQTT-3.3.1-11")
    void areNotSentWithRetainHandling2() {
        String topic = unique("topic");
        RawClient publisher = publisherOf(V5, topic, "kept");
        RawClient subscriber = subscribed(V5, topic, 1 | RETAIN_NEVER);
        subscriber.expectNothing();
        publisher.published(publish(topic, "passing").qos1(1));
        subscriber.expectPublish(topic, "passing");
    }
}
