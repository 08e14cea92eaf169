package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.CodedPacket.disconnect;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.ConnectPacket;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Last words (5.0 §3.1.2.5, §3.1.3.2; 3.1.1 §3.1.2.5). */
class WillTest extends ConformanceTest {

    private RawClient observer(ProtocolVersion version, String topic) {
        RawClient observer = subscribed(version, topic, 2);
        return observer;
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-7", "MQTT-3.1.2-8", "MQTT3-3.1.2-8"})
    void isPublishedWhenTheConnectionIsLost(ProtocolVersion version) {
        for (int qos = 0; qos <= 2; qos++) {
            String topic = unique("topic");
            RawClient observer = observer(version, topic);
            connected(
                            version,
                            connect(unique("client")).will(will(topic, "gone").qos(qos)))
                    .drop();
            assertThat(observer.expectPublish(topic, "gone").qos()).isEqualTo(qos);
        }
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-8", "MQTT3-3.1.2-8"})
    void isPublishedWhenTheServerThrowsTheClientOut(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = observer(version, topic);
        RawClient client = connected(version, connect(unique("client")).will(will(topic, "gone")));
        client.sendBytes(Bytes.of(0x62, 0));
        observer.expectPublish(topic, "gone");
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-10", "MQTT-3.14.4-3", "MQTT3-3.1.2-10", "MQTT3-3.14.4-3"})
    void isDiscardedOnDisconnect(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = observer(version, topic);
        ConnectPacket packet = connect(unique("client")).will(will(topic, "gone"));
        connected(version, packet).disconnect();
        expectNothingUnderWay(connected(version, connect(packet.clientId())), observer);
    }

    @Test
    @Clause("MQTT-3.1.2-8")
    void isPublishedOnDisconnectWithWillMessage() {
        String topic = unique("topic");
        RawClient observer = observer(V5, topic);
        RawClient client = connected(V5, connect(unique("client")).will(will(topic, "gone")));
        client.disconnect(disconnect(0x04));
        observer.expectPublish(topic, "gone");
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-10", "MQTT3-3.1.2-10", "MQTT3-3.1.2-12"})
    void isPublishedOnceAndNotByALaterConnectionWithoutAWill(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = observer(version, topic);
        ConnectPacket withWill = persistent(version).will(will(topic, "gone"));
        connected(version, withWill).drop();
        observer.expectPublish(topic, "gone");

        ConnectPacket without = persistent(version, withWill.clientId());
        connected(version, without).drop();
        expectNothingUnderWay(connected(version, without), observer);
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-14", "MQTT3-3.1.2-16"})
    void isNotRetainedUnlessAsked(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = observer(version, topic);
        connected(version, connect(unique("client")).will(will(topic, "gone"))).drop();
        assertThat(observer.expectPublish(topic, "gone").retain()).isFalse();
        RawClient late = observer(version, topic);
        late.expectNothing();
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-15", "MQTT3-3.1.2-17"})
    void isRetainedIfAsked(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = observer(version, topic);
        connected(version, connect(unique("client")).will(will(topic, "gone").retain()))
                .drop();
        observer.expectPublish(topic, "gone");
        RawClient late = observer(version, topic);
        assertThat(late.expectPublish(topic, "gone").retain()).isTrue();
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-7", "MQTT3-3.1.2-8"})
    void mayBeEmpty(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = observer(version, topic);
        connected(version, connect(unique("client")).will(will(topic, ""))).drop();
        observer.expectPublish(topic, "");
    }

    @EveryVersion
    @Clause({"MQTT-3.1.2-8", "MQTT3-3.1.2-8"})
    void isPublishedWhenANewerConnectionTakesOverWithCleanStart(ProtocolVersion version) {
        String topic = unique("topic");
        RawClient observer = observer(version, topic);
        ConnectPacket packet = connect(unique("client")).will(will(topic, "taken over"));
        RawClient older = connected(version, packet);
        connected(version, connect(packet.clientId()));
        older.expectThrownOut(0x8E);
        observer.expectPublish(topic, "taken over");
    }

    @Test
    @Clause({"MQTT-3.1.3-10", "MQTT-3.1.2-7"})
    void keepsItsPropertiesAndTheirOrder() {
        String topic = unique("topic");
        RawClient observer = observer(V5, topic);
        connected(
                        V5,
                        connect(unique("client"))
                                .will(will(topic, "gone")
                                        .withUserProperty("b", "1")
                                        .withUserProperty("a", "2")
                                        .withUserProperty("b", "3")))
                .drop();
        Received.Publish received = observer.expectPublish(topic, "gone");
        assertThat(received.properties().userProperties())
                .extracting(pair -> pair.name() + "=" + pair.value())
                .containsExactly("b=1", "a=2", "b=3");
    }

    @ParameterizedTest
    @Clause({"MQTT-3.1.4-1", "MQTT-4.7.0-1", "MQTT-4.7.3-1"})
    @ValueSource(strings = {"a/+", "#", ""})
    void isRefusedWithATopicThatIsNoTopic(String topic) {
        RawClient client = open(V5);
        client.send(connect(unique("client")).will(will(topic, "x")));
        client.expectRefusal(0x81, 0x82, 0x90);
    }

    @EveryVersion
    @Clause({"MQTT-4.5.0-1", "MQTT3-4.5.0-1"})
    void isKeptForSubscribersThatAreAway(ProtocolVersion version) {
        String topic = unique("topic");
        ConnectPacket persistent = persistent(version);
        RawClient subscriber = subscribed(version, persistent, topic, 1);
        subscriber.disconnect();
        RawClient observer = observer(version, topic);
        connected(version, connect(unique("client")).will(will(topic, "gone").qos(1)))
                .drop();
        observer.expectPublish(topic, "gone");
        connected(version, persistent).expectPublish(topic, "gone");
    }
}
